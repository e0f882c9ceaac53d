import { json, Refusal } from '../http/response';

/** Message codes of Berlin Group NextGenPSD2 1.3 with their statuses. */
const statusOf = {
	FORMAT_ERROR: 400,
	TIMESTAMP_INVALID: 400,
	CERTIFICATE_INVALID: 401,
	CERTIFICATE_EXPIRED: 401,
	CERTIFICATE_MISSING: 401,
	SIGNATURE_INVALID: 401,
	SIGNATURE_MISSING: 401,
	RESOURCE_UNKNOWN: 404,
	SERVICE_INVALID: 405,
	REQUESTED_FORMATS_INVALID: 406,
};

export type MessageCode = keyof typeof statusOf;

/** Creates an error response with one `tppMessages` entry. `path` is the invalid header or member. */
export function tppRefused(code: MessageCode, text: string, path?: string): Refusal {
	const message = { category: 'ERROR', code, ...(path ? { path } : {}), text: text.slice(0, 500) };
	return new Refusal(json(statusOf[code], { tppMessages: [message] }));
}
