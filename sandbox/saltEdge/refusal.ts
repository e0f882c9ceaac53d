import { json, Refusal } from '../http/response';

/** "Related Errors": error classes and their statuses. */
const statuses = {
	RequestFormatInvalid: 400,
	WrongRequiredFields: 401,
	AccessDenied: 401,
	NotFound: 404,
	Invalid: 406,
};

/**
 * Failure → error class. The document names the class for `iss` and `software_statement` ("Can raise"); the others follow from
 * the descriptions of the classes. "Certificates" lists only WrongRequiredFields, for missing fields. We also use it for invalid
 * values and for a body without fields.
 */
const failures = {
	mediaType: 'RequestFormatInvalid',
	body: 'RequestFormatInvalid',
	header: 'RequestFormatInvalid',
	signature: 'Invalid',
	replay: 'Invalid',
	missingField: 'WrongRequiredFields',
	fieldValue: 'RequestFormatInvalid',
	statementForm: 'Invalid',
	statementSignature: 'Invalid',
	statementIssuer: 'NotFound',
	statementSoftware: 'NotFound',
	statementField: 'WrongRequiredFields',
	organisationStatus: 'AccessDenied',
	softwareRole: 'AccessDenied',
	certificateRequest: 'WrongRequiredFields',
	provider: 'NotFound',
} as const satisfies Record<string, keyof typeof statuses>;

/** Creates the error response for a failure: status and body of its error class. */
export function saltEdgeRefused(failure: keyof typeof failures, message: string): Refusal {
	const errorClass = failures[failure];
	const meta = { time: new Date().toISOString(), version: 'V2' };
	const body = { error_class: errorClass, error_message: message, meta };
	return new Refusal(json(statuses[errorClass], body, { 'cache-control': 'no-store' }));
}
