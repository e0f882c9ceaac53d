import { withRefusedPart } from '../../lib/oauth/clientRefusal';
import { bankError } from '../../lib/responses/body';
import { aClient, aResponse } from '../support/builders';

type Method = 'client_secret_basic' | 'private_key_jwt' | 'tls_client_auth';

const refusal = (json: object, tokenEndpointAuthMethod: Method = 'client_secret_basic') =>
	withRefusedPart(
		bankError(aResponse({ status: 401, json }), 'requesting a token'),
		aClient({ tokenEndpointAuthMethod }),
	);

it.each<[description: string, key: string, says: RegExp]>([
	['certificate does not match', 'transportCertificate', /refuses the transport certificate/],
	['invalid assertion', 'signingKey', /refuses the signature/],
	['the kid is not in the JWKS', 'signingKey', /refuses the signature/],
	['wrong client secret', 'clientSecret', /refuses the client secret/],
	['unknown client', 'clientId', /does not know the client ID/],
	['client not found', 'clientId', /does not know the client ID/],
])('"%s" concerns %s', (error_description, key, says) => {
	const { message, details } = refusal({ error: 'invalid_client', error_description });
	expect(message).toMatch(says);
	expect(details.field).toEqual({ in: 'credential', key });
});

it.each<[Method, string, RegExp]>([
	[
		'client_secret_basic',
		'clientSecret',
		/its ID or its secret is wrong.* Compare the client ID .* If they are the same, enter the secret again/,
	],
	[
		'private_key_jwt',
		'clientId',
		/its ID is wrong, or the bank cannot verify the signature.* Compare the client ID .* the key set of your software must contain/,
	],
	[
		'tls_client_auth',
		'clientId',
		/registered with another transport certificate.* Compare the client ID .* compare the subject/,
	],
])(
	'a bank that names only the client names both causes with %s, and how to tell them apart',
	(method, key, says) => {
		const { message, details } = refusal({ error: 'invalid_client' }, method);
		expect(message).toMatch(says);
		expect(details.field).toEqual({ in: 'credential', key });
	},
);

it.each([
	['invalid_scope', /refuses the scope "accounts"/],
	['unauthorized_client', /not registered for the grant type/],
])('%s concerns no field of the credential', (error, says) => {
	const { message, details } = refusal({ error });
	expect(message).toMatch(says);
	expect(details.field).toBeUndefined();
});

it('an error of another kind stays as it is', () => {
	const error = bankError(aResponse({ status: 503 }), 'requesting a token');
	expect(withRefusedPart(error, aClient())).toBe(error);
});
