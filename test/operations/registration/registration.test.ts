import { customBank } from '../../../lib/banks/custom';
import {
	openRegistration,
	readManagedRegistration,
	readNewRegistration,
	sealRegistration,
	toClient,
	type Registration,
} from '../../../lib/operations/registration/registration';
import type { JsonObject } from '../../../lib/responses/body';
import { aBank, aResponse, aSecret, aTpp, rejection } from '../../support/builders';

const tpp = aTpp({ softwareId: 'software1' });
const metadata = {
	client_id: 'client-1',
	client_secret: 'secret-1',
	client_secret_expires_at: 0,
	client_id_issued_at: 1_772_366_400,
	token_endpoint_auth_method: 'client_secret_basic',
	token_endpoint_auth_signing_alg: 'PS256',
	id_token_signed_response_alg: 'PS256',
	request_object_signing_alg: 'none',
	scope: 'openid accounts',
	registration_access_token: 'secret-2',
	registration_client_uri: 'https://api.bank.example/register/client-1',
	software_statement: 'eyJhbGciOiJQUzI1NiJ9.secret-3',
	org_id: 'organisation1',
};
const registration = (changes: JsonObject = {}): Registration => ({
	bank: 'test-bank',
	environment: 'sandbox',
	issuer: 'https://auth.bank.example',
	softwareId: 'software1',
	metadata: { ...metadata, ...changes },
});

const read = (response: Parameters<typeof aResponse>[0], as = tpp) =>
	readNewRegistration(aResponse(response), as);

const readNew = (response: Parameters<typeof aResponse>[0]) =>
	readNewRegistration({ ...aResponse(response), sentOnce: 'registration' }, tpp);

const customBankAt = (issuer: string) => ({
	...tpp,
	bank: customBank('v4.0'),
	addresses: { issuer },
});

describe('readNewRegistration', () => {
	const unknown = {
		code: 'OB_INVALID_RESPONSE',
		tppAction: 'contactBank',
		requestOutcome: 'unknown',
	};

	it.each([200, 201, 202])('keeps the client of a response with status %d', (status) => {
		expect(readNew({ status, json: metadata })).toEqual(registration());
	});

	it.each([200, 201, 202])('keeps the client of a %d that also reports an error', (status) => {
		const errors = { error: 'invalid_client_metadata', error_class: 'Invalid', Errors: [{}] };
		expect(readNew({ status, json: { ...metadata, ...errors } })).toEqual(registration(errors));
	});

	it.each([200, 201, 202])('keeps no client of a %d that refuses a second one', async (status) => {
		const refusal = {
			error: 'invalid_client_metadata',
			error_description: 'Client already exists',
		};
		expect(
			await rejection(() => readNew({ status, json: { ...metadata, ...refusal } })),
		).toMatchObject({ ...unknown, code: 'OB_ASPSP', errorCodes: ['invalid_client_metadata'] });
	});

	it.each(['', '{}', '{"status":"pending"}', 'Accepted'])(
		'says of a 202 with the body %j that the client may be registered later',
		async (text) => {
			expect(await rejection(() => readNew({ status: 202, text }))).toMatchObject({
				...unknown,
				message:
					"The bank responded with 202 when registering the client: it has received the request, but has not registered the client yet. The bank may have registered the client. Before you register again, ask the bank's support with the interaction ID: a second request can register a second client.",
			});
		},
	);

	it('reports the reason of the bank in a 202', async () => {
		const json = {
			error: 'invalid_software_statement',
			error_description: 'The statement has expired',
		};
		expect(await rejection(() => readNew({ status: 202, json }))).toMatchObject({
			code: 'OB_ASPSP',
			message:
				'The bank responded with 202 when registering the client: invalid_software_statement: The statement has expired. Check the certificates, the key ID, the software statement and the OAuth client.',
			tppAction: 'fixCredential',
			requestOutcome: 'refused',
		});
	});

	it.each(['server_error', 'registration_pending'])(
		'does not know what became of the request after a 202 with %s',
		async (error) => {
			const rejected = await rejection(() => readNew({ status: 202, json: { error } }));
			expect(rejected).toMatchObject({ ...unknown, code: 'OB_ASPSP' });
			expect(rejected.message).toContain(`when registering the client: ${error}. The bank may`);
		},
	);

	it('rejects a status without a client in it', async () => {
		expect(await rejection(() => readNew({ status: 204, text: '' }))).toMatchObject(unknown);
	});

	const hasClient =
		'The bank probably has a client for this software already. Use the registration that you stored. If there is none, ask the bank for its client ID, or let the bank delete that client.';

	it.each([
		[409, {}],
		[409, { error: 'invalid_client_metadata' }],
		[409, { Errors: [{ ErrorCode: 'UK.OBIE.Field.Invalid' }] }],
		[400, { error: 'invalid_client_metadata', error_description: 'Client already exists.' }],
		[400, { error: 'invalid_software_statement', error_description: 'Already registered' }],
		[
			400,
			{ error: 'invalid_client_metadata', error_description: 'Software_id is registered already' },
		],
		[400, { error_description: 'The TPP already has a client' }],
		[400, { error_description: 'Could not register the client because it already exists' }],
		[406, { error_class: 'Invalid', error_message: 'TPP has already been registered' }],
		[409, { error: 'invalid_client_metadata', error_description: 'Duplicate' }],
		[409, { message: 'Conflict' }],
	])('names the other client as the reason of a %d with %j', async (status, json) => {
		const error = await rejection(() => readNew({ status, json }));
		expect(error).toMatchObject({
			code: 'OB_ASPSP',
			tppAction: 'fixRequest',
			requestOutcome: 'refused',
			suggestion: 'useClient',
		});
		expect(error.message).toContain(hasClient);
	});

	it.each([
		[500, { error_description: 'Client already exists' }],
		[503, { message: 'client already exists' }],
		[408, { message: 'client already exists' }],
		[200, { error: 'invalid_client_metadata', error_description: 'Client already exists' }],
	])('does not know after a %d with %j whether the client is a new one', async (status, json) => {
		const error = await rejection(() => readNew({ status, json }));
		expect(error).toMatchObject({
			code: 'OB_ASPSP',
			tppAction: 'contactBank',
			requestOutcome: 'unknown',
			suggestion: 'useClient',
		});
		expect(error.message).toContain('already exists. The bank probably has a client for this');
	});

	it.each([500, 503])('does not know after a %d what exists already', async (status) => {
		const json = { error_description: 'duplicate key value: already exists' };
		expect(await rejection(() => readNew({ status, json }))).toMatchObject({
			...unknown,
			code: 'OB_ASPSP',
		});
	});

	it.each([
		[400, 'invalid_redirect_uri', 'redirect_uri is already registered by another client'],
		[400, 'invalid_redirect_uri', 'This software already has a client with it'],
		[409, 'invalid_redirect_uri', undefined],
		[400, 'invalid_client_metadata', 'kid already exists'],
		[400, 'invalid_client_metadata', 'The key of the client already exists'],
		[400, 'invalid_client_metadata', 'The software is not already registered in the directory'],
		[400, 'invalid_client_metadata', 'No client already exists'],
		[409, 'invalid_client_metadata', 'bad scope'],
		[409, 'invalid_client_metadata', 'Software roles missing'],
		[409, undefined, 'kid already exists'],
		[412, 'invalid_client_metadata', 'bad scope'],
	])('names no other client for a %d with %s: %s', async (status, error, error_description) => {
		const json = { error, error_description };
		const rejected = await rejection(() => readNew({ status, json }));
		expect(rejected).toMatchObject({ tppAction: 'fixRequest', requestOutcome: 'refused' });
		expect(rejected).not.toHaveProperty('suggestion');
		expect(rejected.message).toMatch(/\. Correct the request\.$/);
	});

	it('keeps a better reason of a 409', async () => {
		const json = { error: 'unapproved_software_statement' };
		const error = await rejection(() => readNew({ status: 409, json }));
		expect(error).toMatchObject({ tppAction: 'fixCredential', requestOutcome: 'refused' });
	});

	it('says that a 412 requires something else first', async () => {
		const error = await rejection(() => readNew({ status: 412, text: '' }));
		expect(error).toMatchObject({
			message: expect.stringContaining('The bank requires something else first.'),
			tppAction: 'fixRequest',
			requestOutcome: 'refused',
		});
		expect(error).not.toHaveProperty('suggestion');
	});
});

describe('readManagedRegistration', () => {
	const ours = aTpp({
		softwareId: 'software1',
		client: { clientId: 'client-1', tokenEndpointAuthMethod: 'private_key_jwt' },
	});
	const managed = (client_id: string) =>
		readManagedRegistration(
			{ ...aResponse({ json: { ...metadata, client_id } }), sentOnce: 'registrationUpdate' },
			ours,
			'updating the registration',
		);

	it('rejects a success that reports an error, because the client is known already', async () => {
		const json = { ...metadata, error: 'invalid_client_metadata' };
		const response = { ...aResponse({ json }), sentOnce: 'registrationUpdate' as const };
		expect(
			await rejection(() => readManagedRegistration(response, ours, 'updating the registration')),
		).toMatchObject({ code: 'OB_ASPSP', errorCodes: ['invalid_client_metadata'] });
	});

	it('returns the registration of the client', () => {
		expect(managed('client-1')).toEqual(registration());
	});

	it('ignores spaces around a client ID', () => {
		const client = { ...ours.client!, clientId: ' client-1 ' };
		const response = aResponse({ json: { ...metadata, client_id: 'client-1 ' } });
		const read = readManagedRegistration(response, { ...ours, client }, 'reading the registration');
		expect(read.metadata.client_id).toBe('client-1 ');
	});

	it('rejects the registration of another client', async () => {
		expect(await rejection(() => managed('<b>client-2</b>'))).toMatchObject({
			code: 'OB_INVALID_RESPONSE',
			message:
				'The bank\'s response when updating the registration describes another client, "client-2". The bank may have changed the registration. Read the registration to see its current values, or update it again.',
			requestOutcome: 'unknown',
		});
	});
});

describe('readNewRegistration, for an operation that is not sent once,', () => {
	it.each([200, 201])(
		'returns the body of a response with status %d unchanged (DC-06)',
		(status) => {
			expect(read({ status, json: metadata })).toEqual(registration());
		},
	);

	it('has no issuer if the credential has none', () => {
		const bare = aTpp({ softwareId: 'software1', addresses: {} });
		expect(read({ json: metadata }, bare)).toEqual({ ...registration(), issuer: undefined });
	});

	it.each([undefined, '', 7])(
		'rejects a success whose client_id is %j (DC-06)',
		async (client_id) => {
			expect(
				await rejection(() => read({ status: 201, json: { ...metadata, client_id } })),
			).toEqual({
				code: 'OB_INVALID_RESPONSE',
				message: "The bank's response when registering the client has no client_id.",
				httpStatus: 201,
				interactionId: 'interaction-1',
				tppAction: 'contactBank',
			});
		},
	);

	it.each(['null', '[]', '{"', '', '"x"'])(
		'rejects a success with the body %j (DC-05)',
		async (text) => {
			expect(await rejection(() => read({ status: 201, text }))).toEqual({
				code: 'OB_INVALID_RESPONSE',
				message:
					'The bank responded with 201 when registering the client, but the response body is not a JSON object (content type application/json).',
				httpStatus: 201,
				interactionId: 'interaction-1',
				tppAction: 'contactBank',
			});
		},
	);

	it.each([
		['invalid_redirect_uri', 'Correct the request.', 'fixRequest'],
		['invalid_client_metadata', 'Correct the request.', 'fixRequest'],
		[
			'invalid_software_statement',
			'Check the certificates, the key ID, the software statement and the OAuth client.',
			'fixCredential',
		],
		[
			'unapproved_software_statement',
			'Check the certificates, the key ID, the software statement and the OAuth client.',
			'fixCredential',
		],
	])(
		'reports the error %s with the bank’s message (DC-19, DC-24)',
		async (error, advice, tppAction) => {
			const json = { error, error_description: 'Wrong' };
			expect(await rejection(() => read({ status: 400, json }))).toEqual({
				code: 'OB_ASPSP',
				message: `The bank responded with 400 when registering the client: ${error}: Wrong. ${advice}`,
				httpStatus: 400,
				errorCodes: [error],
				interactionId: 'interaction-1',
				tppAction,
			});
		},
	);

	it.each(['', '<html>'])('reports an error with the body %j (DC-20)', async (text) => {
		expect(await rejection(() => read({ status: 400, text }))).toMatchObject({
			code: 'OB_ASPSP',
			message: 'The bank responded with 400 when registering the client. Correct the request.',
		});
	});
});

describe('toClient', () => {
	it('returns the values that the bank registered (DC-03)', () => {
		expect(toClient(registration())).toEqual({
			clientId: 'client-1',
			clientSecret: 'secret-1',
			tokenEndpointAuthMethod: 'client_secret_basic',
			tokenEndpointAuthSigningAlg: 'PS256',
			idTokenSignedResponseAlg: 'PS256',
			requestObjectSigningAlg: 'none',
		});
	});

	it('returns the algorithm of authorization responses (JARM §3)', () => {
		const registered = registration({ authorization_signed_response_alg: 'ES256' });
		expect(toClient(registered).authorizationSignedResponseAlg).toBe('ES256');
	});

	it.each([
		[true, true],
		[false, undefined],
		['true', undefined],
	])(
		'returns whether the bank accepts only pushed requests (RFC 9126 §6): %j',
		(value, expected) => {
			const registered = registration({ require_pushed_authorization_requests: value });
			expect(toClient(registered).requirePushedRequests).toBe(expected);
		},
	);

	it('authenticates with client_secret_basic if the bank returns no method (RFC 7591 §2)', () => {
		expect(toClient({ ...registration(), metadata: { client_id: 'client-1' } })).toEqual({
			clientId: 'client-1',
			tokenEndpointAuthMethod: 'client_secret_basic',
		});
	});

	it('authenticates as requested if the bank returns no method (B-14)', () => {
		const metadata = { client_id: 'client-1' };
		const requested = {
			...registration(),
			metadata,
			requestedAuthMethod: 'tls_client_auth',
		} as const;
		expect(toClient(requested).tokenEndpointAuthMethod).toBe('tls_client_auth');
		expect(
			toClient(requested, { clientAuthentication: 'private_key_jwt' }).tokenEndpointAuthMethod,
		).toBe('private_key_jwt');
	});

	it('authenticates as the bank says, whatever was requested', () => {
		const confirmed = {
			...registration({ token_endpoint_auth_method: 'client_secret_post' }),
			requestedAuthMethod: 'tls_client_auth',
		} as const;
		const chosen = { clientAuthentication: 'private_key_jwt' } as const;
		expect(toClient(confirmed, chosen).tokenEndpointAuthMethod).toBe('client_secret_post');
	});

	const authMethods = 'client_secret_basic, client_secret_post, private_key_jwt, tls_client_auth';
	const signatures = 'PS256, RS256, ES256';
	const keyManagement = 'RSA-OAEP, RSA-OAEP-256, ECDH-ES, ECDH-ES+A128KW, ECDH-ES+A256KW';
	const encryptions = 'A128CBC-HS256, A256CBC-HS512, A128GCM, A256GCM';

	it.each([
		['token_endpoint_auth_method', 'client_secret_jwt', authMethods],
		['token_endpoint_auth_signing_alg', 'HS256', signatures],
		['id_token_signed_response_alg', 'none', signatures],
		['id_token_signed_response_alg', 'HS256', signatures],
		['request_object_signing_alg', 'PS512', `${signatures}, none`],
		['authorization_signed_response_alg', 'none', signatures],
		['id_token_encrypted_response_alg', 'RSA1_5', keyManagement],
		['id_token_encrypted_response_alg', 'dir', keyManagement],
		['id_token_encrypted_response_enc', 'A192GCM', encryptions],
	])('rejects a registered %s of %s (DC-21)', async (name, value, supported) => {
		expect(await rejection(() => toClient(registration({ [name]: value })))).toEqual({
			code: 'OB_INVALID_RESPONSE',
			message: `The bank registered "${value}" as ${name}, which is not supported. Supported: ${supported}.`,
			tppAction: 'contactBank',
		});
	});
});

describe('sealRegistration', () => {
	it('returns public members as plain text and seals all members (DC-25)', async () => {
		const item = await sealRegistration(registration(), tpp);
		const { client_secret, registration_access_token, software_statement, ...open } = metadata;
		expect(item).toEqual({
			registration: expect.any(String),
			bank: 'test-bank',
			softwareId: 'software1',
			clientId: 'client-1',
			issuedAt: '2026-03-01T12:00:00.000Z',
			tokenEndpointAuthMethod: 'client_secret_basic',
			scope: 'openid accounts',
			metadata: open,
		});
		for (const secret of [client_secret, registration_access_token, software_statement]) {
			expect(JSON.stringify(item)).not.toContain(secret);
		}
		expect(await openRegistration(item.registration, tpp)).toEqual(registration());
	});

	it.each([
		['client_secret_2', 'a-secret'],
		['initial_access_token', 'a-token'],
		['request', 'eyJhbGciOiJQUzI1NiJ9.e30.c2lnbmF0dXJl'],
		['jwks_pem', '-----BEGIN PRIVATE KEY-----'],
	])('does not return a member that is or may be secret: %s', async (name, value) => {
		const item = await sealRegistration(registration({ [name]: value }), tpp);
		expect(item.metadata).not.toHaveProperty(name);
	});

	it('returns members whose names only look secret', async () => {
		const named = {
			token_endpoint_auth_method: 'private_key_jwt',
			token_endpoint_auth_signing_alg: 'PS256',
			id_token_encrypted_response_enc: 'A256GCM',
			client_secret_expires_at: 0,
			tls_client_certificate_bound_access_tokens: true,
			token_endpoint: 'https://bank.example/token',
		};
		const { metadata: shown } = await sealRegistration(registration(named), tpp);
		expect(shown).toMatchObject(named);
	});

	it.each([
		['seconds', 1_772_366_400, '2026-03-01T12:00:00.000Z'],
		['milliseconds, as Ozone banks send them,', 1_772_366_400_123, '2026-03-01T12:00:00.123Z'],
		['nanoseconds', 1.7e18, undefined],
		['zero', 0, undefined],
		['a text', '2026-03-01', undefined],
		['nothing', undefined, undefined],
	])('reads %s as the time of issue', async (_, client_id_issued_at, issuedAt) => {
		const item = await sealRegistration(registration({ client_id_issued_at }), tpp);
		expect(item.issuedAt).toBe(issuedAt);
	});

	it('keeps a client with an unsupported method', async () => {
		const odd = registration({ token_endpoint_auth_method: 'client_secret_post' });
		const item = await sealRegistration(odd, tpp);
		expect(item.tokenEndpointAuthMethod).toBe('client_secret_post');
		expect(await openRegistration(item.registration, tpp)).toEqual(odd);
	});
});

it('openRegistration opens a registration if neither side has an issuer', async () => {
	const bare = aTpp({ softwareId: 'software1', addresses: {} });
	const { registration: sealed } = await sealRegistration(read({ json: metadata }, bare), bare);
	expect(await openRegistration(sealed, bare)).toEqual({ ...registration(), issuer: undefined });
});

describe('openRegistration rejects a registration', () => {
	it.each([
		['bank', { bank: aBank({ id: 'other' }) }, '"test-bank", the credential to "other"'],
		[
			'environment',
			{ environment: 'production' as const },
			'"sandbox", the credential to "production"',
		],
		[
			'issuer',
			{ addresses: { issuer: 'https://auth.other.example' } },
			'"https://auth.bank.example", the credential to "https://auth.other.example"',
		],
		['issuer', { addresses: {} }, '"https://auth.bank.example", the credential to "none"'],
	])('of another %s', async (what, changes, sides) => {
		const { registration: sealed } = await sealRegistration(registration(), tpp);
		expect(await rejection(() => openRegistration(sealed, { ...tpp, ...changes }))).toEqual({
			code: 'OB_CONFIGURATION',
			message: `The registration belongs to the ${what} ${sides}. Choose the credential that the registration was created with.`,
			field: { in: 'parameters', key: 'registration' },
			tppAction: 'fixRequest',
		});
	});

	it('of another custom bank, although custom banks share one id', async () => {
		const one = customBankAt('https://auth.one.example');
		const { registration: sealed } = await sealRegistration(read({ json: metadata }, one), one);
		const other = customBankAt('https://auth.other.example');
		expect(await rejection(() => openRegistration(sealed, other))).toEqual({
			code: 'OB_CONFIGURATION',
			message:
				'The registration belongs to the issuer "https://auth.one.example", the credential to "https://auth.other.example". Choose the credential that the registration was created with.',
			field: { in: 'parameters', key: 'registration' },
			tppAction: 'fixRequest',
		});
		expect((await openRegistration(sealed, one)).issuer).toBe('https://auth.one.example');
	});

	it('of an issuer if it has none', async () => {
		const { registration: sealed } = await sealRegistration(
			{ ...registration(), issuer: undefined },
			tpp,
		);
		expect(await rejection(() => openRegistration(sealed, tpp))).toEqual({
			code: 'OB_CONFIGURATION',
			message:
				'The registration belongs to the issuer "none", the credential to "https://auth.bank.example". Choose the credential that the registration was created with.',
			field: { in: 'parameters', key: 'registration' },
			tppAction: 'fixRequest',
		});
	});

	it('of another credential', async () => {
		const { registration: sealed } = await sealRegistration(registration(), tpp);
		const other = { ...tpp, sealingSecrets: [aSecret()] };
		expect(await rejection(() => openRegistration(sealed, other))).toMatchObject({
			code: 'OB_CONFIGURATION',
			message:
				'The registration was sealed with a key that this credential does not have. Choose the credential that it was created with, or enter the previous session secret.',
		});
	});
});
