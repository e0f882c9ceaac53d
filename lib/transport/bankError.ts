import { AspspError, type TppAction } from '../errors';
import type { HttpResponse } from './http';
import { redact } from './redact';
import { retryAfterMilliseconds } from './retry';

/** The last millisecond that a Date can tell. */
const latest = 8.64e15;
/** Of each of codes and messages: n8n stores errors. */
const maxReported = 20;

interface Reported {
	errorCodes: string[];
	messages: string[];
}

/** Which next step an error code stands for; the first row that matches counts. */
const actions: Array<[codes: RegExp, action: TppAction]> = [
	[/^(UK\.OBIE\.Reauthenticate|U028)$/, 'reauthenticate'],
	[/^(UK\.OBIE\.Resource\.InvalidConsentStatus|U009)$/, 'reconsent'],
	[/^(UK\.OBIE\.Signature\.|U01[5-9]$|U020$)/, 'fixCredential'],
	[/^(UK\.OBIE\.UnexpectedError|U000)$/, 'retryLater'],
	[/^(UK\.OBIE\.|U0\d\d$)/, 'fixRequest'],
	[/^(invalid_client|invalid_software_statement|unapproved_software_statement)$/, 'fixCredential'],
	[/^(invalid_grant|invalid_token|login_required|interaction_required)$/, 'reauthenticate'],
	[/^(access_denied|consent_required|insufficient_scope)$/, 'reconsent'],
	[/^(temporarily_unavailable|server_error)$/, 'retryLater'],
	[/^(invalid_|unauthorized_client|unsupported_)/, 'fixRequest'],
	[/^(SIGNATURE_|CERTIFICATE_|ROLE_INVALID|REQUIRED_KID_MISSING)/, 'fixCredential'],
	[/^(CONSENT_|RESOURCE_BLOCKED)/, 'reconsent'],
	[/^(TOKEN_|PSU_CREDENTIALS_INVALID)/, 'reauthenticate'],
	[/^ACCESS_EXCEEDED$/, 'retryLater'],
	[/^[A-Z]+(_[A-Z]+)+$/, 'fixRequest'],
];

const advice: Record<TppAction, string> = {
	reauthenticate: 'Send the PSU through authorisation again for the same consent.',
	reconsent: 'Create a new consent and send the PSU through authorisation.',
	retryLater: 'Try again later.',
	fixRequest: 'Correct the request.',
	fixCredential: 'Check certificates, key ID, software statement and client in the credential.',
	contactBank: "Ask the bank's support and give them the interaction id.",
};

/**
 * The bank's refusal in one error: status, error codes and messages of OAuth, OBIE and Berlin Group bodies, and what
 * to do next. A body of any other form is not quoted.
 */
export function bankError(response: HttpResponse, doing: string, now = new Date()): AspspError {
	const { errorCodes, messages } = readErrors(response.body);
	const tppAction = actionFor(errorCodes, response.status);
	const quoted = [errorCodes.join(', '), messages.join(' ').replace(/\.$/, '')]
		.filter(Boolean)
		.join(': ');
	return new AspspError(
		`The bank answered ${response.status} when ${doing}${quoted && `: ${quoted}`}. ${advice[tppAction]}`,
		{
			httpStatus: response.status,
			errorCodes,
			interactionId: response.interactionId,
			tppAction,
			retryAfter: retryTime(response, now),
		},
	);
}

/** Error codes of any of the standards' bodies, with the messages beside them. */
export function readErrors(body: Buffer): Reported {
	const json = parse(body);
	if (!isRecord(json)) return { errorCodes: [], messages: [] };
	const entries = [
		{ code: json.error, message: json.error_description },
		...list(json.Errors).map(({ ErrorCode, Message, Path }) => ({
			code: ErrorCode,
			message: [Path, Message].filter(Boolean).join(' '),
		})),
		...list(json.tppMessages).map(({ code, path, text }) => ({
			code,
			message: [path, text].filter(Boolean).join(' '),
		})),
		...(Array.isArray(json.Errors) ? [] : [{ code: json.Code, message: json.Message }]),
		// RFC 9457 with Berlin Group's `code`; Salt Edge.
		{ code: json.code, message: json.detail ?? json.title },
		{ code: json.error_class, message: json.error_message },
	];
	return {
		errorCodes: texts(entries.map(({ code }) => code)),
		messages: texts(entries.map(({ message }) => message)),
	};
}

function actionFor(errorCodes: string[], status: number): TppAction {
	for (const [codes, action] of actions) {
		if (errorCodes.some((code) => codes.test(code))) return action;
	}
	if (status === 401) return 'reauthenticate';
	if (status === 403) return 'reconsent';
	if (status === 429 || status >= 500) return 'retryLater';
	return status >= 400 ? 'fixRequest' : 'contactBank';
}

function retryTime({ headers }: HttpResponse, now: Date): string | undefined {
	const wait = retryAfterMilliseconds(headers['retry-after'], now);
	return wait === undefined
		? undefined
		: new Date(Math.min(now.getTime() + wait, latest)).toISOString();
}

function parse(body: Buffer): unknown {
	try {
		// Unlike Buffer's, this decoder removes a byte order mark.
		return JSON.parse(new TextDecoder().decode(body));
	} catch {
		return undefined;
	}
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

const list = (value: unknown) => (Array.isArray(value) ? value.filter(isRecord) : []);

const texts = (values: unknown[]) =>
	values
		.filter((value): value is string => typeof value === 'string' && value !== '')
		.slice(0, maxReported)
		.map(redact);
