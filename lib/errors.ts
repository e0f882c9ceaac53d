import { withoutEnteredSecrets } from './secretTexts';

/** What the operator's workflow should do next; the values are stable, so that a Switch node can branch on them. */
export type TppAction =
	| 'reauthenticate'
	| 'reconsent'
	| 'retryLater'
	| 'fixRequest'
	| 'fixCredential'
	| 'contactBank'
	| 'reportBug';

/**
 * What is known of a request that is sent once: surely not sent, surely refused, or possibly carried out.
 */
export type RequestOutcome = 'notSent' | 'refused' | 'unknown';

/** A field that the operator fills in, by its key: `signingKey` of the credential, `consentId` of the parameters. */
export interface FieldReference {
	in: 'credential' | 'parameters';
	key: string;
}

/** A step of the operator's that the caller of this library can name in its own words. */
export type Suggestion =
	| 'register'
	| 'useClient'
	| 'provideSecret'
	| 'refreshSession'
	| 'deleteConsent'
	| 'getAuthorisationUrl'
	| 'allowAddress'
	| 'stepUp'
	| 'rawData';

export interface ErrorDetails {
	/** The field to fix. */
	field?: FieldReference;
	suggestion?: Suggestion;
	httpStatus?: number;
	/** OAuth `error`, OBIE `Errors[].ErrorCode`, Berlin Group `tppMessages[].code`, Salt Edge `error_class`: whichever the
	 * bank sent. */
	errorCodes?: string[];
	/** OBIE's word for what the error requires of a TPP, such as `Reauthenticate` or `AccountPermanentlyUnavailable`. */
	errorType?: string;
	/** `x-fapi-interaction-id` or `X-Request-ID`: what the bank's support asks for. */
	interactionId?: string;
	/** The consent that the bank created before a later step failed. */
	consentId?: string;
	/** The message without advice. */
	summary?: string;
	tppAction?: TppAction;
	/** Absent: the failed request may be sent again, or there was none. */
	requestOutcome?: RequestOutcome;
	/** ISO 8601 time before which the bank will not respond. */
	retryAfter?: string;
}

/** Characters: the limit of every text that is quoted. Errors are stored, and an expression may give megabytes. */
export const longestQuote = 500;

/** Characters of a message. The longest one quotes 20 codes and 20 messages of a bank. */
const longestMessage = 25_000;

/** Shortens the parts of a message that are between quotes. An entered text may contain quotes itself. */
function shortenQuotes(message: string, length = longestQuote): string {
	const parts = message.split('"');
	const quotes = parts.map((part, index) => (index % 2 === 1 ? shorten(part, length) : part));
	return shorten(quotes.join('"'), longestMessage);
}

/** Returns at most `length` characters of a text. */
export const shorten = (text: string, length = longestQuote): string =>
	text.length > length ? `${text.slice(0, length)}…` : text;

/**
 * Every failure that leaves `lib/`. It has no `cause`: a cause may hold a key, a token or a whole request, and n8n stores
 * errors.
 */
export abstract class OpenBankingError extends Error {
	abstract readonly code: string;
	readonly details: Readonly<ErrorDetails>;

	constructor(message: string, details: ErrorDetails = {}) {
		super(shortenQuotes(message));
		this.name = new.target.name;
		this.details = details;
	}

	/** Returns the same error with a further sentence and further details. */
	with(sentence: string, details: ErrorDetails): OpenBankingError {
		const Same = this.constructor as new (
			message: string,
			details: ErrorDetails,
		) => OpenBankingError;
		const message = [this.message, sentence].filter(Boolean).join(' ');
		return new Same(message, { ...this.details, ...details });
	}

	/** Next step when the error itself names none. */
	protected abstract readonly defaultAction: TppAction;

	get tppAction(): TppAction {
		return this.details.tppAction ?? this.defaultAction;
	}
}

/** The credential or the parameters cannot work, whatever the bank says. The operator fixes `details.field`. */
export class ConfigurationError extends OpenBankingError {
	readonly code = 'OB_CONFIGURATION';
	protected readonly defaultAction = 'fixCredential';

	constructor(message: string, details?: ErrorDetails) {
		// A secret that is cut off can no longer be recognised.
		super(withoutEnteredSecrets(shortenQuotes(message, 10 * longestQuote)), details);
	}
}

/** There is no HTTP response: name resolution, TLS, timeout, reset. */
export class ConnectionError extends OpenBankingError {
	readonly code = 'OB_CONNECTION';
	protected readonly defaultAction = 'retryLater';
}

/** The bank (ASPSP) responded with an error. */
export class AspspError extends OpenBankingError {
	readonly code = 'OB_ASPSP';
	protected readonly defaultAction = 'contactBank';
}

/** A success that violates the standard, or a token or redirect that fails validation. It is never retried. */
export class InvalidResponseError extends OpenBankingError {
	readonly code = 'OB_INVALID_RESPONSE';
	protected readonly defaultAction = 'contactBank';
}

/** A bug in this package. */
export class InternalError extends OpenBankingError {
	readonly code = 'OB_INTERNAL';
	protected readonly defaultAction = 'reportBug';
}

/** Returns the error of a stopped execution. n8n recognises it by the sentence. */
export const canceledError = (sentence = '', details: ErrorDetails = {}): ConnectionError =>
	new ConnectionError(['The execution was canceled.', sentence].filter(Boolean).join(' '), details);

/** Returns the error for a credential field that cannot work. `key` is the field's key, such as `signingKey`. */
export const credentialError = (
	message: string,
	key: string,
	details: ErrorDetails = {},
): ConfigurationError => fieldError(message, { in: 'credential', key }, details);

/** Returns the error for a parameter that cannot work. `key` is the parameter's key, such as `consentId`. */
export const parameterError = (
	message: string,
	key: string,
	details: ErrorDetails = {},
): ConfigurationError => fieldError(message, { in: 'parameters', key }, details);

/** Returns the error for a wrong value that does not come from one known field, such as an environment variable. */
export const configurationError = (message: string): ConfigurationError =>
	new ConfigurationError(message, { tppAction: 'fixRequest' });

/** Returns the error for a field that code reads without knowing where it comes from, such as a PEM text. */
export const fieldError = (
	message: string,
	field: FieldReference,
	details: ErrorDetails = {},
): ConfigurationError =>
	new ConfigurationError(message, {
		tppAction: field.in === 'credential' ? 'fixCredential' : 'fixRequest',
		...details,
		field,
	});
