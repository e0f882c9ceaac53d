import type { Case, Cases } from './case';

/** Cases for parameters of the authorization response (RFC 6749 §4.1.2, RFC 9207, OpenID Connect Core §3.3.2.5). */
export const authorizationResponseCases: Cases = {
	'RV-42': response('state absent', (parameters) => parameters.delete('state')),
	'RV-43': response('state altered', (parameters) => alter(parameters, 'state')),
	'RV-45-code': response('code twice', (parameters) => parameters.append('code', 'another')),
	'RV-45-state': twice('state'),
	'RV-45-id_token': twice('id_token'),
	'RV-47': response('an error with an altered state', (parameters) => {
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
	'RV-50': response('iss absent although discovery announces it', (parameters) =>
		parameters.delete('iss'),
	),
	'RV-60-id_token': response(
		'an id_token in addition to a code, only a code was requested',
		(parameters) => parameters.set('id_token', 'e30.e30.e30'),
	),
	'RV-60-token': response('a token in addition to a code', (parameters) =>
		parameters.set('token', 'another'),
	),
	'RV-60-access_token': response('an access_token in addition to a code', (parameters) => {
		parameters.set('access_token', 'another');
		parameters.set('token_type', 'Bearer');
	}),
	'RV-71': response('code with characters that forms escape', (parameters) =>
		parameters.set('code', `${parameters.get('code')}+/ =%&é`),
	),
	'no-id_token': response('id_token absent', (parameters) => parameters.delete('id_token')),
	'no-code': response('code absent', (parameters) => parameters.delete('code')),
	'another-code': response('code altered', (parameters) => alter(parameters, 'code')),
	'unknown-parameter': response('an unknown parameter', (parameters) =>
		parameters.set('session_state', 'text & more'),
	),
};

function response(description: string, change: NonNullable<Case['authorizationResponse']>): Case {
	return { description: `authorization response: ${description}`, authorizationResponse: change };
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
	parameters.set('error_description', 'a forged text');
}
