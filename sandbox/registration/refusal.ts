import { json, Refusal } from '../http/response';

/** Error codes of RFC 7591 §3.2.2. */
export type RegistrationError =
	| 'invalid_redirect_uri'
	| 'invalid_client_metadata'
	| 'invalid_software_statement'
	| 'unapproved_software_statement';

/** Creates the error response for a registration request. */
export function registrationRefused(error: RegistrationError, description: string): Refusal {
	return new Refusal(
		json(
			400,
			{ error, error_description: description.slice(0, 500) },
			{ 'cache-control': 'no-store' },
		),
	);
}

/** Creates the error response for an invalid claim. */
export function claimRefused(claim: string, problem: string) {
	return registrationRefused(errors[claim] ?? 'invalid_client_metadata', `${claim} ${problem}`);
}

// RFC 7591 §3.2.2. A claim that contradicts the software statement counts as an error of the statement.
const errors: Record<string, RegistrationError> = {
	redirect_uris: 'invalid_redirect_uri',
	iss: 'invalid_software_statement',
	software_id: 'invalid_software_statement',
};
