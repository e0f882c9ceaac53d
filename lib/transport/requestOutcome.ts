import {
	InvalidResponseError,
	type ErrorDetails,
	type OpenBankingError,
	type RequestOutcome,
	type TppAction,
} from '../errors';

/** The requests that are sent once, because a second one would do harm or have no effect. */
export type SentOnce =
	| 'registration'
	| 'registrationUpdate'
	| 'registrationDeletion'
	| 'certificate'
	| 'code'
	| 'refresh'
	| 'pushedRequest'
	| 'consent'
	| 'agreement'
	| 'testData'
	| 'payment'
	| 'request';

/** What is known of a request that is sent once. It is empty for a request that may be sent again. */
export interface OutcomeDetails {
	requestOutcome?: RequestOutcome;
	/** Absent: the next step follows from the failure. */
	tppAction?: TppAction;
	/** A sentence for the error message. */
	advice?: string;
}

/** The next step when the bank may have carried out a request of this kind. `docs/errors.md` has the same table. */
const unknownOutcomes: Record<SentOnce, { tppAction: TppAction; advice: string }> = {
	registration: {
		tppAction: 'contactBank',
		advice:
			"The bank may have registered the client. Before you register again, ask the bank's support with the interaction ID: a second request can register a second client.",
	},
	registrationUpdate: {
		tppAction: 'retryLater',
		advice:
			'The bank may have changed the registration. Read the registration to see its current values, or update it again.',
	},
	registrationDeletion: {
		tppAction: 'retryLater',
		advice:
			'The bank may have deleted the registration. Delete it again: if the bank then no longer knows the client, it is deleted.',
	},
	// Salt Edge, "Certificates": the bank acts on every request.
	certificate: {
		tppAction: 'contactBank',
		advice:
			"The bank may have received the certificate. Before you send it again, ask the bank's support with the interaction ID.",
	},
	// RFC 6749 §4.1.2: a code is valid once, and a second use may withdraw the tokens.
	code: {
		tppAction: 'reauthenticate',
		advice:
			'The bank may have used up the authorization code, which is valid once. Send the PSU through authorisation again, which brings a new code.',
	},
	refresh: {
		tppAction: 'contactBank',
		advice:
			'The bank may have replaced the refresh token. The previous session still exists: its access token works until it expires. Refresh that session once more. If the bank refuses it, send the PSU through authorisation again.',
	},
	// RFC 9126 §2.2: it expires after `expires_in`. A second one is signed anew, because banks accept a `jti` once.
	pushedRequest: {
		tppAction: 'retryLater',
		advice:
			'The bank may have stored the authorisation request, which expires by itself. Get a new authorisation URL.',
	},
	consent: {
		tppAction: 'retryLater',
		advice:
			'The bank may have created the consent. Nobody has authorised it, so it gives no access. You can create another consent and leave this one to expire.',
	},
	// Eika has no endpoint that lists agreements.
	agreement: {
		tppAction: 'contactBank',
		advice:
			"The bank may have created the agreement. Before you create it again, look for it among the agreements that the PSU can choose when giving consent, or ask the bank's support with the interaction ID.",
	},
	testData: {
		tppAction: 'contactBank',
		advice:
			'The bank may have created the test data. A second request can create them twice. To be sure, reset the sandbox and create them again.',
	},
	// OBIE Read/Write, "Idempotency": the bank remembers the key for 24 hours.
	payment: {
		tppAction: 'retryLater',
		advice:
			'The bank may have processed the request. Execute the node again with the same input: within 24 hours the bank recognises the request by its idempotency key, and nothing is paid twice.',
	},
	request: {
		tppAction: 'contactBank',
		advice:
			'The bank may have processed the request. Check this at the bank before you send it again.',
	},
};

/** Returns the next step for a request that the bank may have carried out. */
export const unknownOutcome = (sentOnce: SentOnce | undefined): OutcomeDetails =>
	sentOnce ? { requestOutcome: 'unknown', ...unknownOutcomes[sentOnce] } : {};

/** Returns the advice for a request that did not leave this machine, or that the server did not read. */
export const notSent = (sentOnce: SentOnce | undefined): OutcomeDetails =>
	sentOnce ? { requestOutcome: 'notSent', advice: 'The request was not sent.' } : {};

/** Returns the detail for a request that the bank did not carry out. */
export const refused = (sentOnce: SentOnce | undefined): OutcomeDetails =>
	sentOnce ? { requestOutcome: 'refused' } : {};

interface StatusAndHeaders {
	status: number;
	/** Names in lower case. */
	headers: Readonly<Record<string, string>>;
}

/** The server refused the request with these statuses, whatever their class says (RFC 9110 §15). */
const refusingStatuses = new Set([301, 307, 308, 501, 505]);

/**
 * Returns whether a status alone shows that the request was not carried out: a client error, but not a timeout; a
 * redirect that asks for the same request elsewhere; a 503 that says when to send the request again. Any other server
 * error may come from a gateway that had passed the request on.
 */
export function isRefusal({ status, headers }: StatusAndHeaders): boolean {
	if (refusingStatuses.has(status)) return true;
	if (status === 503) return headers['retry-after'] !== undefined;
	return status >= 400 && status < 500 && status !== 408;
}

/** The parts of a response that say what became of its request. */
interface Received extends StatusAndHeaders {
	interactionId?: string;
	sentOnce?: SentOnce;
	mayHaveBeenDone?: boolean;
}

/**
 * Returns the error for a response that cannot be used, with what is known of its request: a success or a server error
 * without a readable body means that the bank may have carried it out.
 */
export function invalidResponse(
	message: string,
	received: Received,
	details: ErrorDetails = {},
): InvalidResponseError {
	const { advice, ...outcome } = outcomeOfResponse(received);
	return new InvalidResponseError([message, advice].filter(Boolean).join(' '), {
		httpStatus: received.status,
		interactionId: received.interactionId,
		...outcome,
		...details,
	});
}

/** Returns what the status says about a request that is sent once. Returns nothing for a request that may be sent again. */
export const outcomeOfResponse = (received: Received): OutcomeDetails =>
	isRefusal(received) && !received.mayHaveBeenDone
		? refused(received.sentOnce)
		: unknownOutcome(received.sentOnce);

/** Adds what became of a request to an error about its response. An error that the bank named says so itself. */
export function withOutcome(error: OpenBankingError, received: Received): OpenBankingError {
	if (error.details.requestOutcome) return error;
	const { advice = '', ...outcome } = outcomeOfResponse(received);
	return error.with(advice, outcome);
}
