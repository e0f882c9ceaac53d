import { redact } from '../transport/redact';

/** Of each of codes and messages: n8n stores errors. */
const maxReported = 20;

/** What a bank says of its refusal; secrets are taken out. */
export interface ErrorBody {
	errorCodes: string[];
	messages: string[];
	/** A word of OBIE's for the kind of error, wherever it stands: no document says in which member. */
	errorType?: string;
	/** Salt Edge's `error_class`: its words are too common to mean the same elsewhere. */
	errorClass?: string;
}

/** Error codes of any of the standards' bodies, with the messages beside them. */
export function readErrors(body: Buffer): ErrorBody {
	const json = parse(body);
	if (!isRecord(json)) return { errorCodes: [], messages: refusalOfWebServer(body) };
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
		...errorTypeIn(body),
		...(typeof json.error_class === 'string' && { errorClass: json.error_class }),
	};
}

function errorTypeIn(body: Buffer): { errorType?: string } {
	const [errorType] = /\bAccount(Permanently|Temporarily)Unavailable\b/.exec(body.toString()) ?? [];
	return errorType ? { errorType } : {};
}

/** What nginx, which many banks have in front, says of a client certificate that is missing or not accepted. */
export const webServerRefusal =
	/^(No required SSL certificate was sent|The SSL certificate error)$/;
export const noCertificateSent = /^No required SSL certificate was sent$/;

function refusalOfWebServer(body: Buffer): string[] {
	const [, title = ''] = /<title>\d+ ([^<]*)<\/title>/.exec(body.toString('utf8', 0, 2_000)) ?? [];
	return webServerRefusal.test(title) ? [title] : [];
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
