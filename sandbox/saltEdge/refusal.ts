import { json, Refusal } from '../http/answer';

/** "Related Errors": classes and their statuses. */
const statuses = {
	RequestFormatInvalid: 400,
	WrongRequiredFields: 401,
	AccessDenied: 401,
	NotFound: 404,
	Invalid: 406,
};

/**
 * What can be wrong, and the class that says so. The document says it for `iss` and `software_statement` ("Can raise");
 * the rest follows from the descriptions of the classes. The table of "Certificates" has WrongRequiredFields alone, for
 * fields that are missing: that it stands for fields with a wrong value and for a body without fields, too, is our reading.
 */
const failures = {
	mediaType: 'RequestFormatInvalid',
	body: 'RequestFormatInvalid',
	header: 'RequestFormatInvalid',
	signature: 'Invalid',
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

/** The refusal of what failed: status and body of its class. */
export function saltEdgeRefused(failure: keyof typeof failures, message: string): Refusal {
	const errorClass = failures[failure];
	const meta = { time: new Date().toISOString(), version: 'V2' };
	const body = { error_class: errorClass, error_message: message, meta };
	return new Refusal(json(statuses[errorClass], body, { 'cache-control': 'no-store' }));
}
