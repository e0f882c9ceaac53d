import { redact } from '../transport/redact';
import { isJsonObject, parseJson } from './json';

/** The largest number of codes and of messages. Errors are stored, so they must stay small. */
const maxReported = 20;

/** The errors in the body of a response. Secrets are replaced. */
export interface ErrorBody {
	errorCodes: string[];
	messages: string[];
	/** OBIE's error type of an unavailable account. It may be in any member: no document specifies it. */
	errorType?: string;
	/** Salt Edge's `error_class`. Kept apart from `errorCodes`, because its values are ordinary words. */
	errorClass?: string;
}

/** Reads the error codes and messages of a body of OAuth, OBIE, Berlin Group, RFC 9457 or Salt Edge. */
export function readErrors(body: Buffer): ErrorBody {
	const json = parseJson(body);
	if (!isJsonObject(json)) return { errorCodes: [], messages: titleOfErrorPage(body) };
	const entries = [
		{ code: json.error, message: json.error_description },
		...objectsIn(json.Errors).map(({ ErrorCode, Message, Path }) => ({
			code: ErrorCode,
			message: [Path, Message].filter(Boolean).join(' '),
		})),
		...objectsIn(json.tppMessages).map(({ code, path, text }) => ({
			code,
			message: [path, text].filter(Boolean).join(' '),
		})),
		...(Array.isArray(json.Errors) ? [] : [{ code: json.Code, message: json.Message }]),
		// RFC 9457 with Berlin Group's `code`.
		{ code: json.code, message: json.detail ?? json.title },
		// Salt Edge.
		{ code: json.error_class, message: json.error_message },
	];
	return {
		errorCodes: reportedTexts(entries.map(({ code }) => code)),
		messages: reportedTexts(entries.map(({ message }) => message)),
		...errorTypeIn(body),
		...(typeof json.error_class === 'string' && { errorClass: json.error_class }),
	};
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

const reportedTexts = (values: unknown[]) =>
	values
		.filter((value): value is string => typeof value === 'string' && value !== '')
		.slice(0, maxReported)
		.map(redact);
