import { errors, type KoaContextWithOIDC } from 'oidc-provider';

import { isOpen, type Consents } from '../accountInformation/consents';

type ClaimsParameter = Record<'id_token' | 'userinfo', Record<string, { value?: unknown } | null>>;

/** Parameter of authorization requests without `openid`, which cannot have claims. */
export const consentIdParameter = 'consent_id';

/** The consent that an authorization request is about: its claim `openbanking_intent_id`, or the bank's own parameter. */
export function intentIdOf({ claims, params }: IntentSource): string | undefined {
	const { id_token, userinfo } = Object(claims) as Partial<ClaimsParameter>;
	const member = id_token?.['openbanking_intent_id'] ?? userinfo?.['openbanking_intent_id'];
	const value = member?.value ?? params?.[consentIdParameter];
	return typeof value === 'string' ? value : undefined;
}

interface IntentSource {
	claims?: unknown;
	params?: Record<string, unknown> | undefined;
}

/** A PSU is asked only about a consent that is the client's and can still be authorised, or authorised again. */
export function assertIntent(ctx: KoaContextWithOIDC, consents: Consents): void {
	const intentId = intentIdOf(ctx.oidc);
	if (intentId === undefined) throw refused('claims ask for no openbanking_intent_id');
	if (!ctx.oidc.requestParamScopes.has('accounts')) throw refused('scope has no accounts');
	const consent = consents.find(intentId);
	if (consent?.clientId !== ctx.oidc.client?.clientId) throw refused('the consent is unknown');
	if (!isOpen(consent!)) throw refused(`the consent's status is ${consent!.status}`);
}

function refused(problem: string): Error {
	return new errors.InvalidRequest(problem);
}
