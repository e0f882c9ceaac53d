import { redact } from '../transport/redact';
import { isJsonObject, isNonEmptyText, parseJson } from './json';

/** The largest number of codes and of messages. Errors are stored, so they must stay small. */
const maxReported = 20;

/** Characters that are read of each text. Fewer are shown. */
const maxRead = 5_000;

/** Conceals nothing, for a response whose request had no secrets. */
export const unchanged = (text: string): string => text;

/** The errors in the body of a response. Secrets are replaced. */
export interface ErrorBody {
	errorCodes: string[];
	messages: string[];
	/** OBIE's error type of an unavailable account. It may be in any member: no document specifies it. */
	errorType?: string;
	/** Salt Edge's `error_class`. Kept apart from `errorCodes`, because its values are ordinary words. */
	errorClass?: string;
}

/**
 * Reads the error codes and messages of a body of OAuth, OBIE, Berlin Group, RFC 9457, Salt Edge or an API gateway.
 *
 * @param conceal replaces the secrets of the request
 */
export function readErrors(body: Buffer, conceal = unchanged): ErrorBody {
	const json = parseJson(body);
	if (!isJsonObject(json)) return { errorCodes: [], messages: titleOfErrorPage(body) };
	const entries = [
		{ code: json.error, message: json.error_description },
		{ code: json.error_code },
		...obieErrors(json),
		...tppErrors(json),
		// RFC 9457 with Berlin Group's `code`.
		{ code: json.code, message: json.detail ?? json.title },
		// Salt Edge.
		{ code: json.error_class, message: json.error_message },
		...gatewayErrors(json),
	];
	return {
		errorCodes: reportedTexts(
			entries.map(({ code }) => code),
			conceal,
		),
		messages: reportedTexts(
			entries.map(({ message }) => message),
			conceal,
		),
		...errorTypeIn(body),
		...(typeof json.error_class === 'string' && { errorClass: json.error_class }),
	};
}

/** Returns whether the JSON body of a successful status is an error of OAuth, OBIE or Salt Edge, and brings no result. */
export function reportsError(json: unknown): boolean {
	if (!isJsonObject(json)) return false;
	if (json.access_token !== undefined || json.Data !== undefined) return false;
	return (
		isNonEmptyText(json.error) ||
		isNonEmptyText(json.error_class) ||
		objectsIn(json.Errors).length > 0
	);
}

interface Entry {
	code?: unknown;
	message?: unknown;
}

/** Reads OBErrorResponse1 of OBIE Read/Write. Some banks have the members of an entry at the top, without `Errors`. */
function obieErrors(json: Record<string, unknown>): Entry[] {
	const entries = Array.isArray(json.Errors)
		? objectsIn(json.Errors)
		: [{ ...json, ErrorCode: json.ErrorCode ?? json.Code }];
	return entries.map(({ ErrorCode, Message, Path }) => ({
		code: ErrorCode,
		message: joined([Path, Message], ' '),
	}));
}

/** Reads the Berlin Group's messages. A warning beside an error is not the reason of the error. */
function tppErrors({ tppMessages }: Record<string, unknown>): Entry[] {
	const messages = objectsIn(tppMessages);
	const errors = messages.filter(({ category }) => category !== 'WARNING');
	return (errors.length > 0 ? errors : messages).map(toEntry);
}

const toEntry = ({ code, path, text }: Record<string, unknown>): Entry => ({
	code,
	message: joined([path, text], ' '),
});

/**
 * Returns a sentence for each warning that a successful response of the Berlin Group brings.
 *
 * @param conceal replaces the secrets of the request
 */
export function readWarnings(
	{ tppMessages }: Record<string, unknown>,
	conceal = unchanged,
): string[] {
	const warnings = objectsIn(tppMessages).map(toEntry);
	return reportedTexts(
		warnings.map(({ code, message }) => joined([code, message], ': ')),
		conceal,
	).map((warning) => `The bank warns: ${warning.replace(/\.$/, '')}.`);
}

/** Reads the bodies of API gateways, which respond before the bank's own software does. */
function gatewayErrors(json: Record<string, unknown>): Entry[] {
	const [error, fault] = [json.error, json.fault].map(objectOrEmpty);
	return [
		// AWS API Gateway, and Spring beside `error`.
		{ message: json.message },
		// Google's AIP-193: `error` is an object.
		{ code: error!.code, message: error!.message },
		// Apigee: "fault" with "detail.errorcode".
		{ code: objectOrEmpty(fault!.detail).errorcode, message: fault!.faultstring },
		// IBM API Connect. `httpCode` repeats the status.
		{ message: joined([json.httpMessage, json.moreInformation], ': ') },
	];
}

function errorTypeIn(body: Buffer): { errorType?: string } {
	const [errorType] = /\bAccount(Permanently|Temporarily)Unavailable\b/.exec(body.toString()) ?? [];
	return errorType ? { errorType } : {};
}

/** Titles of nginx's error pages for a client certificate that is missing or rejected. Many banks run nginx. */
export const webServerRefusal =
	/^(No required SSL certificate was sent|The SSL certificate error)$/;
export const noCertificateSent = /^No required SSL certificate was sent$/;

/** Returns the title of nginx's error page, if it is about the client certificate. */
function titleOfErrorPage(body: Buffer): string[] {
	const [, title = ''] = /<title>\d+ ([^<]*)<\/title>/.exec(body.toString('utf8', 0, 2_000)) ?? [];
	return webServerRefusal.test(title) ? [title] : [];
}

const objectsIn = (value: unknown) => (Array.isArray(value) ? value.filter(isJsonObject) : []);

const joined = (values: unknown[], separator: string) =>
	values.filter(isNonEmptyText).join(separator);

const objectOrEmpty = (value: unknown) => (isJsonObject(value) ? value : {});

const reportedTexts = (values: unknown[], conceal: (text: string) => string) =>
	values
		.filter(isNonEmptyText)
		.slice(0, maxReported)
		.map((text) => redact(conceal(text.slice(0, maxRead))));
