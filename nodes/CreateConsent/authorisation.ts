import type { ResponseType } from '../../lib/banks/profile';
import { berlinGroupRules } from '../../lib/banks/applicableRules';
import { parameterError } from '../../lib/errors';
import { signed } from '../../lib/httpSignature/signedRequest';
import {
	authorizationUrl,
	type AuthorizationRequest,
	type AuthorizationUrl,
} from '../../lib/oauth/authorizationRequest';
import { withToken } from '../../lib/oauth/bearer';
import { clientTokens } from '../../lib/oauth/clientCredentials';
import type { PaymentJourney } from '../../lib/oauth/encodedParameters';
import type { Consent } from '../../lib/operations/accountInformation/accountAccessConsent';
import { toPermissionBits } from '../../lib/operations/accountInformation/permissions';
import { startAuthorisation } from '../../lib/operations/berlinGroup/authorisation';
import { simplifyConsent } from '../../lib/operations/consents';
import { sealClient } from '../../lib/operations/registration/registration';
import { requireRedirectUri } from '../../lib/requirements';
import type { Connection, Send } from '../../lib/transport/http';
import { toOpenBankingError } from '../shared/nodeError';
import { readSwitch, type Item } from '../shared/operation';
import { withPsuPresent } from '../shared/psuPresent';
import { readPsu } from './berlinGroup';

/**
 * Returns the function that sends requests about consents: with a client token (OBIE Read/Write), or with an HTTP message
 * signature (Berlin Group).
 */
export const sendForConsents = (
	connection: Connection,
	item: Item,
	scope: 'accounts' | 'payments' | 'fundsconfirmations' = 'accounts',
): Send =>
	berlinGroupRules(connection.tpp.bank)
		? withPsuPresent(signed(connection), item).send
		: withToken(withPsuPresent(connection, item).send, clientTokens(connection, scope));

/** The part of a consent that the authorisation needs. */
export interface AuthorisedConsent extends Pick<Consent, 'consentId' | 'expiresAt'> {
	/** As the bank's response lists them. Undefined: not known. */
	permissions?: unknown;
	/** The payment of the consent. */
	payment?: PaymentJourney;
	/** What the consent without a payment is for. Absent: account information. */
	access?: 'accounts' | 'fundsConfirmations';
}

/** Stands for the id of a consent that does not exist yet. */
const placeholderId = '00000000-0000-4000-8000-000000000000';

/** Checks that the authorisation URL can be built, before the bank creates a consent that nobody could authorise. */
export async function assertAuthorisable(
	connection: Connection,
	item: Item,
	purpose?: Pick<AuthorisedConsent, 'payment' | 'access'>,
): Promise<void> {
	if (berlinGroupRules(connection.tpp.bank)) {
		if (readRedirectUri(item) === undefined) requireRedirectUri(connection.tpp);
		return;
	}
	const consent = { consentId: placeholderId, ...purpose };
	await authorizationUrl(connection, { ...readRequest(consent, item), dryRun: true });
}

/** Returns the URL to send the PSU to, for the consent and with the options of the panel. */
export async function authorise(
	connection: Connection,
	consent: AuthorisedConsent,
	item: Item,
): Promise<AuthorizationUrl> {
	if (!berlinGroupRules(connection.tpp.bank)) {
		return await authorizationUrl(connection, readRequest(consent, item));
	}
	const { consentId, expiresAt } = consent;
	const { passThrough, redirectUri, now } = readRequest(consent, item);
	const request = { consentId, consentExpiresAt: expiresAt, psu: readPsu(item) };
	return await startAuthorisation(withPsuPresent(connection, item), {
		...request,
		...{ passThrough, redirectUri, now },
	});
}

/** Returns the authorisation URL. If that fails, the error names the consent, so that the operator need not create another. */
export async function authoriseCreated(
	connection: Connection,
	consent: AuthorisedConsent,
	item: Item,
): Promise<AuthorizationUrl> {
	try {
		return await authorise(connection, consent, item);
	} catch (thrown) {
		const { consentId } = consent;
		throw toOpenBankingError(thrown).with(`The bank has created the consent ${consentId}.`, {
			consentId,
			suggestion: 'getAuthorisationUrl',
		});
	}
}

/** Returns the member that tells later nodes the client. Empty: they find it in the credential. */
export async function clientMember({ tpp }: Connection): Promise<{ registration?: string }> {
	const registration = await sealClient(tpp);
	return registration === undefined ? {} : { registration };
}

/**
 * Returns a consent as an item, with its authorisation if one has been started. It is simplified if the operation has
 * *Simplify*, and that is on.
 */
export async function consentItem(
	item: Item,
	connection: Connection,
	consent: Consent,
	authorisation?: AuthorizationUrl,
) {
	const bank = connection.tpp.bank.id;
	const { data, interactionId, ...members } = consent;
	const common = { ...authorisation, ...(await clientMember(connection)) };
	if (!readSwitch(item, 'simplify')) return { bank, ...members, ...common, data, interactionId };
	const { consentId, status, ...terms } = simplifyConsent(consent);
	return { consentId, status, bank, ...terms, ...common, interactionId };
}

const readRequest = (
	{ consentId, expiresAt, permissions, payment, access = 'accounts' }: AuthorisedConsent,
	item: Item,
): AuthorizationRequest => ({
	consentId,
	consentExpiresAt: expiresAt,
	consentPermissions: Array.isArray(permissions) ? toPermissionBits(permissions) : undefined,
	access: payment ? 'payments' : access,
	payment,
	stepUp: readSwitch(item, 'options.stepUp'),
	push: readSwitch(item, 'options.push'),
	responseType: item.parameter<ResponseType | ''>('options.responseType', '') || undefined,
	passThrough: item.parameter('options.passThrough', '') || undefined,
	redirectUri: readRedirectUri(item),
	now: new Date(),
});

function readRedirectUri(item: Item): string | undefined {
	const uri = item.parameter('options.redirectUri', '').trim();
	if (uri === '' || URL.canParse(uri)) return uri || undefined;
	throw parameterError(`The redirect URI "${uri}" is not a complete URL.`, 'redirectUri');
}
