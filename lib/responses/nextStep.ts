import type { RequestOutcome, Suggestion, TppAction } from '../errors';
import type { SentOnce } from '../transport/requestOutcome';
import { noCertificateSent, readErrors, webServerRefusal, type ErrorBody } from './errorBody';
import { explainsRefusal, mayBeExistingClient, saysClientExists } from './existingClient';

/**
 * Who authorised the request:
 * - `client`: the client itself, and no PSU is involved
 * - `consent`: the client itself, for the consent of a PSU
 * - `psu`: the PSU
 */
export type Access = 'client' | 'consent' | 'psu';

/** What is known of a response beside its body. */
interface ResponseFacts {
	status: number;
	access: Access;
	/** The bank accepted the access token for another request of the same run. */
	hasTokenWorked?: boolean;
	/** The kind of request, if it must not be sent again. */
	sentOnce?: SentOnce;
}

/** The operator's next step after an error of the bank. */
interface NextStep {
	tppAction: TppAction;
	/** One sentence for the operator. */
	advice: string;
	suggestion?: Suggestion;
	/** OBIE's error type, which says what a TPP has to do. */
	errorType?: string;
	/** The bank itself named a reason that another attempt would meet again, whatever the status says. */
	isDecided: boolean;
	/** What is known of the request, if the next step includes it. */
	requestOutcome?: RequestOutcome;
	/** Only the bank can help. */
	isBankFault?: true;
}

interface Row {
	/** Absent: any status. */
	statuses?: number[];
	/** The row applies only to a status with which the bank refuses the request. */
	isClientError?: true;
	/** Absent: any error code. */
	codes?: RegExp;
	/** Absent: any message. */
	messages?: RegExp;
	/** Absent: any body. */
	matches?: (errorBody: ErrorBody) => boolean;
	/** Absent: any `error_class`, the member of Salt Edge's body. */
	errorClass?: string;
	/** The row applies only when the body contains the row's `errorType`. */
	requiresErrorType?: true;
	/** Absent: any kind of request. */
	sentOnce?: SentOnce;
	/** The row knows only the form of the code. A status that says what to do counts more. */
	isGeneral?: true;
	tppAction: TppAction;
	/** Absent: the default advice of `tppAction`. */
	advice?: string;
	suggestion?: Suggestion;
	errorType?: string;
	/** Absent: the status and the step say what is known of the request. */
	requestOutcome?: RequestOutcome;
}

/** For a registration that the bank refuses because the software has a client. */
const hasClient: Row = {
	sentOnce: 'registration',
	tppAction: 'fixRequest',
	advice:
		'The bank probably has a client for this software already. Use the registration that you stored. If there is none, ask the bank for its client ID, or let the bank delete that client.',
	suggestion: 'useClient',
};

/** The first row that matches applies. */
const rows: Row[] = [
	{
		messages: noCertificateSent,
		tppAction: 'fixCredential',
		advice:
			'The bank requires a transport certificate. Enter one, or check that the bank accepts certificates of this kind.',
	},
	{
		messages: webServerRefusal,
		tppAction: 'fixCredential',
		advice:
			'The bank rejected the transport certificate. Check that it is registered at the bank and that it does not expire too soon.',
	},
	// RFC 7591 §3.2.2 and OBIE DCR 3.2 have status 400 for every error, and no code for a second client.
	{ ...hasClient, matches: saysClientExists, isClientError: true },
	// A gateway may have sent the request twice: the client may be that of the first one.
	{
		...hasClient,
		matches: saysClientExists,
		tppAction: 'contactBank',
		advice:
			'The bank probably has a client for this software, perhaps from this request. Use the registration that you stored. If there is none, ask the bank for its client ID, or let the bank delete that client.',
		requestOutcome: 'unknown',
	},
	// RFC 7591 §3.2.2
	{
		codes: /^(invalid_software_statement|unapproved_software_statement)$/,
		tppAction: 'fixCredential',
	},
	// RFC 9110 §15.5.10 and §15.5.13. No document of a bank or of OBIE says when a registration gets these statuses.
	{ ...hasClient, statuses: [409], matches: mayBeExistingClient },
	{
		statuses: [412],
		matches: (errorBody) => !explainsRefusal(errorBody),
		sentOnce: 'registration',
		tppAction: 'fixRequest',
		advice:
			"The bank requires something else first. Look for it in the bank's documentation, or ask the bank's support with the interaction ID.",
	},
	// The Co-operative Bank, "Error scenarios"; codes and types are OBIE's.
	{
		codes: /^(UK\.OBIE\.Reauthenticate|U028)$/,
		tppAction: 'reauthenticate',
		errorType: 'Reauthenticate',
	},
	{
		codes: /^(UK\.OBIE\.Resource\.InvalidConsentStatus|U009)$/,
		tppAction: 'reconsent',
		errorType: 'ReConsent',
	},
	{
		codes: /^(UK\.OBIE\.Resource\.NotFound|U011)$/,
		requiresErrorType: true,
		tppAction: 'reconsent',
		errorType: 'AccountPermanentlyUnavailable',
	},
	{
		codes: /^(UK\.OBIE\.Resource\.NotFound|U011)$/,
		requiresErrorType: true,
		tppAction: 'contactBank',
		advice: 'Check the status of the account. The customer has to contact the bank about it.',
		errorType: 'AccountTemporarilyUnavailable',
	},
	{
		codes: /^(UK\.OBIE\.Resource\.ConsentMismatch|U008)$/,
		tppAction: 'reconsent',
		advice:
			'The consent does not cover this request. Create a consent that does, and send the PSU through authorisation.',
	},
	{ codes: /^(UK\.OBIE\.Signature\.|U01[5-9]$|U020$)/, tppAction: 'fixCredential' },
	{ codes: /^(UK\.OBIE\.UnexpectedError|U000)$/, tppAction: 'retryLater' },
	{ codes: /^(UK\.OBIE\.|U0\d\d$)/, isGeneral: true, tppAction: 'fixRequest' },
	// RFC 6749 §5.2, OpenID Connect Core §3.1.2.6
	{
		codes: /^invalid_client$/,
		tppAction: 'fixCredential',
		advice:
			'Check the client ID, the client secret or the signing key, and how the client authenticates at the token endpoint. Then check the transport certificate.',
	},
	// A refresh token is valid once (RFC 9700 §4.14.2), so it may be an execution in another process that used it.
	{
		codes: /^invalid_grant$/,
		sentOnce: 'refresh',
		tppAction: 'reauthenticate',
		advice:
			'If another execution has refreshed this session, use the session that it stored. Otherwise, send the PSU through authorisation again for the same consent.',
	},
	{
		codes: /^(invalid_grant|invalid_token|login_required|interaction_required)$/,
		tppAction: 'reauthenticate',
	},
	{ codes: /^(access_denied|consent_required|insufficient_scope)$/, tppAction: 'reconsent' },
	{ codes: /^(temporarily_unavailable|server_error)$/, tppAction: 'retryLater' },
	{ codes: /^(invalid_|unauthorized_client|unsupported_)/, tppAction: 'fixRequest' },
	// Salt Edge, "Related Errors"
	{
		errorClass: 'RequestFormatInvalid',
		messages: /\baud\b/,
		tppAction: 'fixCredential',
		advice: 'Check the ASPSP ID: it is the audience of the request.',
	},
	{
		errorClass: 'RequestFormatInvalid',
		tppAction: 'fixRequest',
		advice: 'Correct the value that the bank names. Its format is invalid.',
	},
	{
		errorClass: 'WrongRequiredFields',
		tppAction: 'fixRequest',
		advice: 'Add the required field that the bank names.',
	},
	{
		errorClass: 'AccessDenied',
		tppAction: 'fixCredential',
		advice:
			'The bank does not allow this for your software. Check its status and its roles at the directory, and get a new software statement.',
	},
	{
		errorClass: 'NotFound',
		tppAction: 'fixCredential',
		advice:
			'Check the ASPSP ID, the provider code and the software statement. The bank does not know one of them.',
	},
	{
		errorClass: 'Invalid',
		tppAction: 'fixCredential',
		advice:
			'Check the signing key and the key ID, and get a new software statement. The bank considers one of them invalid.',
	},
	// Berlin Group, message codes
	{
		codes: /^(SIGNATURE_|CERTIFICATE_|ROLE_INVALID|REQUIRED_KID_MISSING)/,
		tppAction: 'fixCredential',
	},
	{ codes: /^(CONSENT_|RESOURCE_BLOCKED|STATUS_INVALID)/, tppAction: 'reconsent' },
	{ codes: /^(TOKEN_|PSU_CREDENTIALS_INVALID|SCA_INVALID)/, tppAction: 'reauthenticate' },
	{
		codes: /^ACCESS_EXCEEDED$/,
		tppAction: 'retryLater',
		advice:
			'The bank allows no more requests today without the PSU. Try again tomorrow, or send the IP address of the PSU while the PSU is present.',
	},
	{ codes: /^(SERVICE_BLOCKED|PAYMENT_FAILED)$/, tppAction: 'contactBank' },
	{
		codes: /^(RESOURCE_UNKNOWN|RESOURCE_EXPIRED)$/,
		tppAction: 'fixRequest',
		advice:
			'The consent does not give access to anything with this ID. Read the list of accounts again.',
	},
	{
		codes:
			/^(FORMAT_ERROR|PARAMETER_NOT_(CONSISTENT|SUPPORTED)|SERVICE_INVALID|(TIMESTAMP|PERIOD|EXECUTION_DATE|PRODUCT|CORPORATE_ID|REQUESTED_FORMATS)_INVALID|SCA_METHOD_UNKNOWN|SESSIONS_NOT_SUPPORTED|PRODUCT_UNKNOWN)$/,
		tppAction: 'fixRequest',
	},
	// A server error has codes such as INTERNAL_SERVER_ERROR, which the standard does not define.
	{ codes: /^[A-Z]+(_[A-Z]+)+$/, isGeneral: true, tppAction: 'fixRequest' },
];

const defaultAdvice: Record<TppAction, string> = {
	reauthenticate: 'Send the PSU through authorisation again for the same consent.',
	reconsent: 'Create a new consent and send the PSU through authorisation.',
	retryLater: 'Try again later.',
	fixRequest: 'Correct the request.',
	fixCredential: 'Check the certificates, the key ID, the software statement and the OAuth client.',
	reportBug: 'Report the bug.',
	contactBank: "Contact the bank's support and give them the interaction ID.",
};

/** A 404 means that the bank does not implement the endpoint (OBIE Read/Write, "404 (Not Found) v/s 400 (Bad Request)"). */
const noEndpoint =
	'The bank has no endpoint at this URL. Check that the bank supports the operation, and check the URLs that you entered.';

/** Returns the next step by the error codes and messages, or by the status when no row of the table applies. */
export function nextStep(errorBody: ErrorBody, facts: ResponseFacts): NextStep {
	const { status } = facts;
	const row = rows.find((candidate) => applies(candidate, errorBody, facts));
	if (!row && isBankAtFault(facts)) return { ...tokenWorks, isDecided: true, isBankFault: true };
	const tppAction = withoutPsu(row?.tppAction ?? actionOf(facts), facts);
	const advice = row?.tppAction === tppAction ? row.advice : undefined;
	return {
		tppAction,
		advice: advice ?? (status === 404 && !row ? noEndpoint : defaultAdvice[tppAction]),
		...(row?.suggestion && { suggestion: row.suggestion }),
		...(row?.errorType && { errorType: row.errorType }),
		...(row?.requestOutcome && { requestOutcome: row.requestOutcome }),
		// A 202 decides nothing by itself (RFC 9110 §15.3.3).
		isDecided: row ? tppAction !== 'retryLater' : status < 400 && status !== 202,
	};
}

/** Returns whether the body names a reason that another attempt would meet again, whatever the status says. */
export function isFinal({ status, body }: { status: number; body: Buffer }): boolean {
	const errorBody = readErrors(body);
	// Any other 429 ends by itself.
	if (status === 429) return errorBody.errorCodes.includes(accessExceeded);
	return nextStep(errorBody, { status, access: 'client' }).isDecided;
}

/** Berlin Group: the bank allows no more requests today without the PSU. */
const accessExceeded = 'ACCESS_EXCEEDED';

/** A token that the bank accepts elsewhere is valid, so a 401 without a reason is a fault of the bank. */
const isBankAtFault = ({ status, access, hasTokenWorked }: ResponseFacts) =>
	status === 401 && access === 'psu' && hasTokenWorked === true;

const tokenWorks = {
	tppAction: 'contactBank',
	advice:
		"The bank accepted the access token for other data of the same run, so the PSU does not have to authorise again. Contact the bank's support and give them the interaction ID.",
} as const;

/** Where no PSU is involved, nobody can authorise again: the credential or the bank is wrong. */
function withoutPsu(tppAction: TppAction, { access }: ResponseFacts): TppAction {
	const needsPsu = tppAction === 'reauthenticate' || tppAction === 'reconsent';
	return access === 'client' && needsPsu ? 'fixCredential' : tppAction;
}

const applies = (row: Row, errorBody: ErrorBody, { status, sentOnce }: ResponseFacts): boolean =>
	(!row.isGeneral || !isTelling(status)) &&
	(!row.statuses || row.statuses.includes(status)) &&
	(!row.isClientError || isClientError(status)) &&
	(!row.sentOnce || row.sentOnce === sentOnce) &&
	(!row.errorClass || row.errorClass === errorBody.errorClass) &&
	(!row.requiresErrorType || row.errorType === errorBody.errorType) &&
	(!row.codes || errorBody.errorCodes.some((code) => row.codes!.test(code))) &&
	(!row.messages || errorBody.messages.some((message) => row.messages!.test(message))) &&
	(!row.matches || row.matches(errorBody));

/** After a 408, the bank may still carry out the request. */
const isClientError = (status: number) => status >= 400 && status < 500 && status !== 408;

/** Statuses that say what to do, whatever the code is. */
const isTelling = (status: number) => [401, 403, 408, 429].includes(status) || status >= 500;

function actionOf({ status, access }: ResponseFacts): TppAction {
	if (access !== 'psu' && (status === 401 || status === 403)) return 'fixCredential';
	if (status === 401) return 'reauthenticate';
	if (status === 403) return 'reconsent';
	if (status === 408 || status === 429 || status >= 500) return 'retryLater';
	return status >= 400 ? 'fixRequest' : 'contactBank';
}
