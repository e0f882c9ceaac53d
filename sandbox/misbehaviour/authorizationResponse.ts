import type { Case, Cases } from './case';

/** Parameters of the authorization response (RFC 6749 §4.1.2, RFC 9207, OpenID Connect Core §3.3.2.5). */
export const authorizationResponseCases: Cases = {
	'RV-42': response('state absent', (parameters) => parameters.delete('state')),
	'RV-43': response('state altered', (parameters) => alter(parameters, 'state')),
	'RV-45-code': response('code twice', (parameters) => parameters.append('code', 'another')),
	'RV-45-state': twice('state'),
	'RV-45-id_token': twice('id_token'),
	'RV-47': response('an error with another state', (parameters) => {
		fail(parameters);
		alter(parameters, 'state');
	}),
	'RV-47-absent': response('an error without state', (parameters) => {
		fail(parameters);
		parameters.delete('state');
	}),
	'RV-49': response('iss of another issuer', (parameters) =>
		parameters.set('iss', 'https://another.example'),
	),
	'RV-50': response('iss absent though discovery promises it', (parameters) =>
		parameters.delete('iss'),
	),
	'RV-60-id_token': response('id_token beside a code that was asked for alone', (parameters) =>
		parameters.set('id_token', 'e30.e30.e30'),
	),
	'RV-60-token': response('token beside a code', (parameters) =>
		parameters.set('token', 'another'),
	),
	'RV-60-access_token': response('access_token beside a code', (parameters) => {
		parameters.set('access_token', 'another');
		parameters.set('token_type', 'Bearer');
	}),
	'RV-71': response('code with characters that a form escapes', (parameters) =>
		parameters.set('code', `${parameters.get('code')}+/ =%&é`),
	),
	'no-id_token': response('id_token absent', (parameters) => parameters.delete('id_token')),
	'no-code': response('code absent', (parameters) => parameters.delete('code')),
	'another-code': response('code altered', (parameters) => alter(parameters, 'code')),
	'unknown-parameter': response('a parameter that nobody knows', (parameters) =>
		parameters.set('session_state', 'text & more'),
	),
};

function response(says: string, change: NonNullable<Case['authorizationResponse']>): Case {
	return { says: `authorization response: ${says}`, authorizationResponse: change };
}

function twice(name: string): Case {
	return response(`${name} twice`, (parameters) =>
		parameters.append(name, parameters.get(name) ?? ''),
	);
}

function alter(parameters: URLSearchParams, name: string): void {
	parameters.set(name, `${parameters.get(name)}1`);
}

function fail(parameters: URLSearchParams): void {
	for (const name of ['code', 'id_token']) parameters.delete(name);
	parameters.set('error', 'access_denied');
	parameters.set('error_description', 'a text of the forger');
}
