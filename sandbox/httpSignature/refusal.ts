import { json, Refusal } from '../http/response';

/** Message codes of Berlin Group NextGenPSD2 1.3 with their statuses. */
const statusOf = {
	FORMAT_ERROR: 400,
	PARAMETER_NOT_SUPPORTED: 400,
	PERIOD_INVALID: 400,
	SESSIONS_NOT_SUPPORTED: 400,
	TIMESTAMP_INVALID: 400,
	CERTIFICATE_INVALID: 401,
	CERTIFICATE_EXPIRED: 401,
	CERTIFICATE_MISSING: 401,
	CONSENT_EXPIRED: 401,
	CONSENT_INVALID: 401,
	CORPORATE_ID_INVALID: 401,
	PSU_CREDENTIALS_INVALID: 401,
	SIGNATURE_INVALID: 401,
	SIGNATURE_MISSING: 401,
	CONSENT_UNKNOWN: 403,
	RESOURCE_UNKNOWN: 404,
	SERVICE_INVALID: 405,
	REQUESTED_FORMATS_INVALID: 406,
	STATUS_INVALID: 409,
	ACCESS_EXCEEDED: 429,
};

export type MessageCode = keyof typeof statusOf;

/**
 * Creates an error response with one `tppMessages` entry.
 *
 * @param at the invalid header or member, or links that tell the TPP what to do
 */
export function tppRefused(
	code: MessageCode,
	text: string,
	at?: string | { links?: object },
): Refusal {
	const path = typeof at === 'string' && at !== '' ? { path: at } : {};
	const links = typeof at === 'object' && at.links ? { _links: at.links } : {};
	const message = { category: 'ERROR', code, ...path, text: text.slice(0, 500) };
	const headers = { 'content-type': 'application/json' };
	return new Refusal(json(statusOf[code], { tppMessages: [message], ...links }, headers));
}
