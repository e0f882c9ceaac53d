/** What the operator's workflow should do next; the values are stable, so that a Switch node can branch on them. */
export type TppAction =
	'reauthenticate' | 'reconsent' | 'retryLater' | 'fixRequest' | 'fixCredential' | 'contactBank';

export interface ErrorDetails {
	/** Label of the field to mend, as n8n shows it. */
	field?: string;
	httpStatus?: number;
	/** OAuth `error`, OBIE `Errors[].ErrorCode`, Berlin Group `tppMessages[].code`, Salt Edge `error_class`: whichever the
	 * bank sent. */
	errorCodes?: string[];
	/** OBIE's word for what the refusal asks of a TPP, such as `Reauthenticate` or `AccountPermanentlyUnavailable`. */
	errorType?: string;
	/** `x-fapi-interaction-id` or `X-Request-ID`: what the bank's support asks for. */
	interactionId?: string;
	/** Of a consent that the bank has made, although what was to follow failed. */
	consentId?: string;
	/** The message without advice. */
	said?: string;
	tppAction?: TppAction;
	/** ISO 8601 time before which the bank will not answer. */
	retryAfter?: string;
}

/**
 * Every failure that leaves `lib/`. No `cause`: what caused it may hold a key, a token or a whole request, and n8n
 * stores errors.
 */
export abstract class OpenBankingError extends Error {
	abstract readonly code: string;
	readonly details: Readonly<ErrorDetails>;

	constructor(message: string, details: ErrorDetails = {}) {
		super(message);
		this.name = new.target.name;
		this.details = details;
	}

	/** The same failure, with a further sentence. */
	with(sentence: string, details: ErrorDetails): OpenBankingError {
		const Same = this.constructor as new (
			message: string,
			details: ErrorDetails,
		) => OpenBankingError;
		return new Same(`${this.message} ${sentence}`, { ...this.details, ...details });
	}

	/** Next step when the error itself names none. */
	protected abstract readonly usualAction: TppAction;

	get tppAction(): TppAction {
		return this.details.tppAction ?? this.usualAction;
	}
}

/** The credential or the parameters cannot work, whatever the bank says. The operator mends the field it names. */
export class ConfigurationError extends OpenBankingError {
	readonly code = 'OB_CONFIGURATION';
	protected readonly usualAction = 'fixCredential';
}

/** No HTTP response: name resolution, TLS, timeout, reset. */
export class ConnectionError extends OpenBankingError {
	readonly code = 'OB_CONNECTION';
	protected readonly usualAction = 'retryLater';
}

/** The bank (ASPSP) answered with an error. */
export class AspspError extends OpenBankingError {
	readonly code = 'OB_ASPSP';
	protected readonly usualAction = 'contactBank';
}

/** A success that is not what the standard says, or a token or redirect that fails validation. Never retried. */
export class InvalidResponseError extends OpenBankingError {
	readonly code = 'OB_INVALID_RESPONSE';
	protected readonly usualAction = 'contactBank';
}
