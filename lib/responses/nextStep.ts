import type { TppAction } from '../errors';
import { noCertificateSent, webServerRefusal, type ErrorBody } from './errorBody';

/** By whose right the request was made: that of the client itself, or that which the PSU gave. */
export type Access = 'client' | 'psu';

/** What a refusal asks of the operator. */
export interface NextStep {
	tppAction: TppAction;
	/** One sentence for the operator. */
	advice: string;
	/** The kind of error, in OBIE's words for what a TPP has to do. */
	errorType?: string;
}

interface Row {
	/** Absent: the message tells. */
	codes?: RegExp;
	/** Absent: the code tells. */
	messages?: RegExp;
	/** The bank names `errorType` itself. */
	told?: true;
	/** `error_class` of Salt Edge's body. */
	errorClass?: string;
	tppAction: TppAction;
	/** Absent: what the action usually asks for. */
	advice?: string;
	errorType?: string;
}

/** The first row that matches counts. */
const rows: Row[] = [
	{
		messages: noCertificateSent,
		tppAction: 'fixCredential',
		advice:
			'The bank wants a Transport Certificate: enter one in the credential, or check that the bank takes the kind that is there.',
	},
	{
		messages: webServerRefusal,
		tppAction: 'fixCredential',
		advice:
			'The bank does not accept the Transport Certificate: check that the bank knows it, and that it has enough days left.',
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
		told: true,
		tppAction: 'reconsent',
		errorType: 'AccountPermanentlyUnavailable',
	},
	{
		codes: /^(UK\.OBIE\.Resource\.NotFound|U011)$/,
		told: true,
		tppAction: 'contactBank',
		advice: 'Check the status of the account; the customer should speak to the bank about it.',
		errorType: 'AccountTemporarilyUnavailable',
	},
	{
		codes: /^(UK\.OBIE\.Resource\.ConsentMismatch|U008)$/,
		tppAction: 'reconsent',
		advice:
			'The consent does not cover this: create one that does and send the PSU through authorisation.',
	},
	{ codes: /^(UK\.OBIE\.Signature\.|U01[5-9]$|U020$)/, tppAction: 'fixCredential' },
	{ codes: /^(UK\.OBIE\.UnexpectedError|U000)$/, tppAction: 'retryLater' },
	{ codes: /^(UK\.OBIE\.|U0\d\d$)/, tppAction: 'fixRequest' },
	// RFC 6749 §5.2, RFC 7591 §3.2.2, OpenID Connect Core §3.1.2.6
	{
		codes: /^invalid_client$/,
		tppAction: 'fixCredential',
		advice:
			'Check Client ID, Client Secret or Signing Key, and Token Endpoint Authentication in the credential; then the Transport Certificate.',
	},
	{
		codes: /^(invalid_software_statement|unapproved_software_statement)$/,
		tppAction: 'fixCredential',
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
		advice: 'Check ASPSP ID in the credential: the request is addressed to it.',
	},
	{
		errorClass: 'RequestFormatInvalid',
		tppAction: 'fixRequest',
		advice: 'Correct the value that the bank names: its form is not what the bank takes.',
	},
	{
		errorClass: 'WrongRequiredFields',
		tppAction: 'fixRequest',
		advice: 'Add what the bank names: a required field is missing.',
	},
	{
		errorClass: 'AccessDenied',
		tppAction: 'fixCredential',
		advice:
			'The bank does not allow this to your software: check status and roles at the directory and take a new software statement.',
	},
	{
		errorClass: 'NotFound',
		tppAction: 'fixCredential',
		advice: 'Check ASPSP ID, Provider Code and software statement: the bank knows one of them not.',
	},
	{
		errorClass: 'Invalid',
		tppAction: 'fixCredential',
		advice:
			'Check Signing Key and Key ID, and take a new software statement: the bank holds one of them to be invalid.',
	},
	// Berlin Group, message codes
	{
		codes: /^(SIGNATURE_|CERTIFICATE_|ROLE_INVALID|REQUIRED_KID_MISSING)/,
		tppAction: 'fixCredential',
	},
	{ codes: /^(CONSENT_|RESOURCE_BLOCKED)/, tppAction: 'reconsent' },
	{ codes: /^(TOKEN_|PSU_CREDENTIALS_INVALID)/, tppAction: 'reauthenticate' },
	{ codes: /^ACCESS_EXCEEDED$/, tppAction: 'retryLater' },
	{ codes: /^[A-Z]+(_[A-Z]+)+$/, tppAction: 'fixRequest' },
];

const defaultAdvice: Record<TppAction, string> = {
	reauthenticate: 'Send the PSU through authorisation again for the same consent.',
	reconsent: 'Create a new consent and send the PSU through authorisation.',
	retryLater: 'Try again later.',
	fixRequest: 'Correct the request.',
	fixCredential: 'Check certificates, key ID, software statement and client in the credential.',
	reportBug: 'Report the bug.',
	contactBank: "Ask the bank's support and give them the interaction id.",
};

/** OBIE Read/Write, "404 (Not Found) v/s 400 (Bad Request)": the bank does not implement the endpoint. */
const nothingThere =
	'There is nothing at this address: the bank does not offer it, or an address in the credential is wrong.';

/** What to do about a refusal, by its codes and messages, else by its status. */
export function nextStep(told: ErrorBody, status: number, access: Access): NextStep {
	const { errorCodes, messages, errorType, errorClass } = told;
	const row = rows.find(
		({
			codes,
			errorClass: expectedClass,
			errorType: expectedType,
			messages: expected,
			told: named,
		}) =>
			(!expectedClass || expectedClass === errorClass) &&
			(!named || expectedType === errorType) &&
			(!codes || errorCodes.some((code) => codes.test(code))) &&
			(!expected || messages.some((message) => expected.test(message))),
	);
	const tppAction = row?.tppAction ?? actionOf(status, access);
	return {
		tppAction,
		advice: row?.advice ?? (status === 404 && !row ? nothingThere : defaultAdvice[tppAction]),
		...(row?.errorType && { errorType: row.errorType }),
	};
}

function actionOf(status: number, access: Access): TppAction {
	if (access === 'client' && (status === 401 || status === 403)) return 'fixCredential';
	if (status === 401) return 'reauthenticate';
	if (status === 403) return 'reconsent';
	if (status === 429 || status >= 500) return 'retryLater';
	return status >= 400 ? 'fixRequest' : 'contactBank';
}
