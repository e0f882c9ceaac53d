import { errors, type KoaContextWithOIDC } from 'oidc-provider';

import { isOpen, scopeOf, type Consents } from '../accountInformation/consents';

type ClaimsParameter = Record<'id_token' | 'userinfo', Record<string, { value?: unknown } | null>>;

/** Parameter for authorization requests without `openid`, which cannot contain claims. */
export const consentIdParameter = 'consent_id';

/** Returns the consent id of an authorization request: claim `openbanking_intent_id`, or the bank's own parameter. */
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

/** Checks that the request names a consent of the client that can be authorised, for the first time or again. */
export function assertIntent(ctx: KoaContextWithOIDC, consents: Consents): void {
	const intentId = intentIdOf(ctx.oidc);
	if (intentId === undefined) throw refused('claims do not contain openbanking_intent_id');
	const consent = consents.find(intentId);
	const scope = scopeOf(consent ?? {});
	if (!ctx.oidc.requestParamScopes.has(scope)) throw refused(`scope does not contain ${scope}`);
	if (consent?.clientId !== ctx.oidc.client?.clientId) throw refused('the consent is unknown');
	// After the decision, the consent to a payment is closed to others.
	if (!isOpen(consent!) && !ctx.oidc.result?.['consent'])
		throw refused(`the consent has the status ${consent!.status}`);
}

function refused(problem: string): Error {
	return new errors.InvalidRequest(problem);
}
