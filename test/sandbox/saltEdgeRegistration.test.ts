import { generateKeyPairSync, X509Certificate } from 'node:crypto';

import { SignJWT } from 'jose';

import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { clientCertificate, type ClientCertificate } from './clientCertificates';
import {
	facts,
	postRegistration,
	registrationClaims,
	signedAs,
	statementWith,
} from './saltEdgeTpp';
import { call, now, type Claims } from './tpp';

let bank: EmbeddedBank;
beforeAll(async () => {
	bank = await startEmbeddedBank();
});
afterAll(() => bank.stop());

const withClaims = (overrides: Claims) => signedAs(bank, registrationClaims(bank, overrides));
const responseTo = async (jws: string | Promise<string>, type?: string) => {
	const { status, json } = await postRegistration(bank, await jws, type);
	return [status, json.error_class as string | undefined];
};

const accepted = [200, undefined];
const format = [400, 'RequestFormatInvalid'];
const fields = [401, 'WrongRequiredFields'];
const denied = [401, 'AccessDenied'];
const notFound = [404, 'NotFound'];
const invalid = [406, 'Invalid'];

describe('a registration as the example shows it', () => {
	it('gets status 200 with everything registered, a client id and a secret', async () => {
		const claims = registrationClaims(bank);
		const before = now();
		const { status, json, headers } = await postRegistration(bank, await signedAs(bank, claims));
		const { iss: _iss, aud: _aud, iat: _iat, exp: _exp, ...metadata } = claims;
		expect([status, headers['cache-control']]).toEqual([200, 'no-store']);
		expect(json).toEqual({
			...metadata,
			client_id: expect.stringMatching(/^.{1,36}$/),
			client_secret: expect.stringMatching(/^.{1,36}$/),
			client_secret_expires_at: 0,
			client_id_issued_at: expect.any(Number),
			subject_type: 'public',
			id_token_signed_response_alg: 'RS256',
			jwks_uri: expect.stringMatching(/\.jwks$/),
		});
		expect(json.client_id_issued_at).toBeGreaterThanOrEqual(before);
		expect(json.client_id_issued_at).toBeLessThanOrEqual(now());
	});

	it('gets the defaults of the table for what it leaves out', async () => {
		const left = {
			token_endpoint_auth_method: undefined,
			token_endpoint_auth_signing_alg: undefined,
			response_types: undefined,
			software_id: undefined,
			scope: undefined,
			application_type: undefined,
			request_object_signing_alg: undefined,
		};
		const { status, json } = await postRegistration(bank, await withClaims(left));
		expect([status, json]).toEqual([
			200,
			expect.objectContaining({
				token_endpoint_auth_method: 'client_secret_basic',
				token_endpoint_auth_signing_alg: 'PS256',
				response_types: ['code'],
				software_id: bank.tpp.softwareId,
				scope: 'openid accounts payments',
			}),
		]);
		expect(json).not.toHaveProperty('application_type');
		expect(json).not.toHaveProperty('request_object_signing_alg');
	});

	it('has no secret for private_key_jwt', async () => {
		const jws = await withClaims({ token_endpoint_auth_method: 'private_key_jwt' });
		const { status, json } = await postRegistration(bank, jws);
		expect([status, json.client_secret]).toEqual([200, undefined]);
	});
});

describe('what is accepted beside it', () => {
	it.each<[string, Claims]>([
		['RS256 for the client assertion', { token_endpoint_auth_signing_alg: 'RS256' }],
		['RS256 for the request object', { request_object_signing_alg: 'RS256' }],
		['one grant type', { grant_types: ['client_credentials'] }],
		['a mobile application', { application_type: 'mobile' }],
		['payments', { scope: 'payments' }],
		['a claim that the table does not know', { something: 'else' }],
		['iat of a clock that is half a minute fast', { iat: now() + 30 }],
		['iat that is exp', { iat: now() + 40, exp: now() + 40 }],
		['a long time until exp', { exp: 4_102_444_800 }],
	])('takes %s', async (_, overrides) => {
		expect(await responseTo(withClaims(overrides))).toEqual(accepted);
	});

	it('takes a request that is signed with RS256', async () => {
		const claims = registrationClaims(bank);
		expect(await responseTo(signedAs(bank, claims, { alg: 'RS256' }))).toEqual(accepted);
	});

	it('takes any redirect URI of a statement that has no set of its own', async () => {
		const software_statement = await statementWith(bank, { software_redirect_uris: undefined });
		const redirect_uris = ['https://elsewhere.example/callback'];
		expect(await responseTo(withClaims({ software_statement, redirect_uris }))).toEqual(accepted);
	});
});

describe('a request that was already used', () => {
	it('is Invalid, with a jti and without one', async () => {
		for (const claims of [{ jti: 'one' }, {}]) {
			const jws = await withClaims(claims);
			expect(await responseTo(jws)).toEqual(accepted);
			expect(await responseTo(jws)).toEqual(invalid);
		}
	});

	it('is one with the jti of another, whatever else it contains', async () => {
		expect(await responseTo(withClaims({ jti: 'two' }))).toEqual(accepted);
		const application_type = 'mobile';
		expect(await responseTo(withClaims({ jti: 'two', application_type }))).toEqual(invalid);
	});

	it('may be corrected and sent again after it was rejected', async () => {
		expect(await responseTo(withClaims({ jti: 'three', aud: 'another' }))).toEqual(format);
		expect(await responseTo(withClaims({ jti: 'three' }))).toEqual(accepted);
	});
});

describe('a required claim that is missing', () => {
	const required = 'iss iat exp aud grant_types software_statement redirect_uris'.split(' ');
	it.each(required)('is WrongRequiredFields: %s', async (claim) => {
		expect(await responseTo(withClaims({ [claim]: undefined }))).toEqual(fields);
	});
});

describe('a claim that breaks a rule of the table', () => {
	it.each<[string, Claims]>([
		['another iss', { iss: 'another' }],
		['a numeric iss', { iss: 1 }],
		['iat as text', { iat: '1' }],
		['iat with a fraction', { iat: 1.5 }],
		['iat in the future', { iat: now() + 120 }],
		['iat later than exp', { iat: now() + 40, exp: now() + 30 }],
		['exp that is past', { exp: 1_732_201_627 }],
		['exp as text', { exp: '4102444800' }],
		['another aud', { aud: 'another' }],
		['aud as an array', { aud: ['0dw23dsa13123'] }],
		['tls_client_auth', { token_endpoint_auth_method: 'tls_client_auth' }],
		['client_secret_post', { token_endpoint_auth_method: 'client_secret_post' }],
		['ES256 for the client assertion', { token_endpoint_auth_signing_alg: 'ES256' }],
		['no grant type', { grant_types: [] }],
		['grant types as text', { grant_types: 'client_credentials' }],
		['an unknown grant type', { grant_types: ['implicit'] }],
		['code id_token', { response_types: ['code id_token'] }],
		['another software_id', { software_id: 'another' }],
		['no redirect URI', { redirect_uris: [] }],
		['a foreign redirect URI', { redirect_uris: ['https://evil.example/'] }],
		['a redirect URI that is none', { redirect_uris: ['here'] }],
		["the example's own scope", { scope: 'makepayment' }],
		['scopes as an array', { scope: ['openid'] }],
		['a native application', { application_type: 'native' }],
		['request objects without a signature', { request_object_signing_alg: 'none' }],
	])('is RequestFormatInvalid: %s', async (_, overrides) => {
		expect(await responseTo(withClaims(overrides))).toEqual(format);
	});

	it('is AccessDenied for a scope that the roles of the software do not cover', async () => {
		expect(await responseTo(withClaims({ scope: 'fundsconfirmations' }))).toEqual(denied);
	});
});

describe('a request that is not sealed as it should be', () => {
	const claims = () => registrationClaims(bank);
	const foreignKey = () =>
		generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
			type: 'pkcs8',
			format: 'pem',
		}) as string;

	it.each<[string, () => Promise<string> | string, unknown[]]>([
		['no JWS', () => 'text', format],
		['no kid', () => signedAs(bank, claims(), { kid: undefined }), format],
		['PS384', () => signedAs(bank, claims(), { alg: 'PS384' }), format],
		['an unknown kid', () => signedAs(bank, claims(), { kid: 'test' }), invalid],
		['a foreign key', () => signedAs(bank, claims(), {}, foreignKey()), invalid],
	])('is refused: %s', async (_, jws, expected) => {
		expect(await responseTo(jws())).toEqual(expected);
	});

	it.each(['application/jose', 'application/json', 'text/plain'])(
		'is RequestFormatInvalid as %s',
		async (type) => expect(await responseTo(withClaims({}), type)).toEqual(format),
	);
});

describe('a software statement', () => {
	const withStatement = async (statement: unknown) =>
		responseTo(withClaims({ software_statement: await statement }));

	it.each<[string, () => unknown, unknown[]]>([
		['is Invalid when it is no JWS', () => 'text', invalid],
		['is Invalid when it is a number', () => 1, invalid],
		[
			'is Invalid when its signature is of another text',
			() => bank.tpp.softwareStatement.replace(/.{8}$/, 'AAAAAAAA'),
			invalid,
		],
		['is Invalid when it is signed HS256, as the example', () => hmacStatement(), invalid],
		['is NotFound of another issuer', () => statementWith(bank, { iss: 'Another Ltd' }), notFound],
		[
			"is NotFound with the example's key",
			() => statementWith(bank, {}, { kid: 'ABCD1234' }),
			notFound,
		],
		[
			'is NotFound for software without keys',
			() => statementWith(bank, { software_jwks_endpoint: 'https://keys.example/' }),
			notFound,
		],
		['is AccessDenied when revoked', () => statementWith(bank, { org_status: 'Revoked' }), denied],
		[
			'is AccessDenied without the role for the scope',
			() => statementWith(bank, { software_roles: ['PISP'] }),
			denied,
		],
	])('%s', async (_, statement, expected) => {
		expect(await withStatement(statement())).toEqual(expected);
	});

	it.each(['iss', 'software_id', 'software_roles', 'software_jwks_endpoint', 'org_status'])(
		'is WrongRequiredFields without %s',
		async (claim) =>
			expect(await withStatement(statementWith(bank, { [claim]: undefined }))).toEqual(fields),
	);

	function hmacStatement(): Promise<string> {
		const [header, payload] = bank.tpp.softwareStatement.split('.');
		const claims = JSON.parse(Buffer.from(payload!, 'base64url').toString()) as Claims;
		const { kid } = JSON.parse(Buffer.from(header!, 'base64url').toString()) as { kid: string };
		return new SignJWT(claims)
			.setProtectedHeader({ alg: 'HS256', kid })
			.sign(new TextEncoder().encode('a secret of thirty-two characters'));
	}
});

it('An error has its class, a message, the time and a version', async () => {
	const { json } = await postRegistration(bank, await withClaims({ aud: 'another' }));
	expect(json).toEqual({
		error_class: 'RequestFormatInvalid',
		error_message: 'aud must be 0dw23dsa13123',
		meta: { time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/), version: 'V2' },
	});
});

describe('a certificate', () => {
	const oneLine = (pem: string) => pem.replaceAll(/\r?\n/g, '');
	const example = () => ({
		pem: oneLine(bank.tpp.signingCertificate),
		name: 'Example name',
		type: 'qseal',
	});
	const post = async (body: string, type?: string) => {
		const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type };
		const reply = await call(bank, facts(bank).certificates, { method: 'POST', headers, body });
		return [reply.status, reply.json.error_class as string | undefined];
	};
	const add = (certificate: object) => post(JSON.stringify({ data: { certificate } }));

	it.each(['qwac', 'qseal'])('is taken in one line, as %s', async (type) => {
		expect(await add({ ...example(), type })).toEqual(accepted);
	});

	it('is taken with its line breaks, and with its media type said', async () => {
		const certificate = { ...example(), pem: bank.tpp.signingCertificate };
		const body = JSON.stringify({ data: { certificate } });
		expect(await post(body, 'application/json')).toEqual(accepted);
	});

	it.each(['pem', 'name', 'type'])('is WrongRequiredFields without %s', async (name) => {
		expect(await add({ ...example(), [name]: undefined })).toEqual(fields);
	});

	it.each([['{}'], ['{"data":{}}'], ['{"data":null}']])(
		'is WrongRequiredFields in %s',
		async (body) => expect(await post(body)).toEqual(fields),
	);

	it.each<[string, () => object]>([
		['a type that nobody knows', () => ({ type: 'other' })],
		['a type of the directory', () => ({ type: 'obseal' })],
		['the other one', () => ({ type: 'obwac' })],
		['types', () => ({ type: ['qseal'] })],
		['an empty name', () => ({ name: '' })],
		['a blank name', () => ({ name: ' ' })],
		['a number as name', () => ({ name: 1 })],
		['text', () => ({ pem: 'text' })],
		['nothing', () => ({ pem: '' })],
		['certificates', () => ({ pem: [bank.tpp.signingCertificate] })],
		[
			'base64 of something else',
			() => ({ pem: '-----BEGIN CERTIFICATE-----AAAA-----END CERTIFICATE-----' }),
		],
		[
			'the certificate without armour',
			() => ({ pem: new X509Certificate(bank.tpp.signingCertificate).raw.toString('base64') }),
		],
		['a key', () => ({ pem: oneLine(bank.tpp.signingKey) })],
	])('is WrongRequiredFields with %s', async (_, overrides) => {
		expect(await add({ ...example(), ...overrides() })).toEqual(fields);
	});

	it('is WrongRequiredFields when the body is not JSON, or said to be something else', async () => {
		expect(await post('text')).toEqual(fields);
		const body = JSON.stringify({ data: { certificate: example() } });
		expect(await post(body, 'text/plain')).toEqual(fields);
	});

	const addOver = async (options: ClientCertificate) => {
		const tls = await clientCertificate(bank, options);
		const body = JSON.stringify({ data: { certificate: example() } });
		return call(bank, facts(bank).certificates, { method: 'POST', body, tls });
	};

	it('is taken over any transport certificate of the directory', async () => {
		expect(await addOver({})).toMatchObject({ status: 200, json: {} });
	});

	it.each<[string, ClientCertificate]>([
		['one that is self-signed', { issuer: 'itself' }],
		["one of another authority with the directory's name", { issuer: 'namesake' }],
		['a seal', { kind: 'obseal' }],
	])('is not taken over %s', async (_, options) => {
		expect(await addOver(options)).toMatchObject({
			status: 400,
			text: expect.stringContaining('<center>The SSL certificate error</center>'),
		});
	});

	it.each([['registration'], ['certificates']] as const)(
		'and a registration need a client certificate: %s',
		async (name) => {
			const tls = { cert: undefined, key: undefined };
			const reply = await call(bank, facts(bank)[name], { method: 'POST', tls });
			expect([reply.status, reply.text]).toEqual([
				400,
				expect.stringContaining('No required SSL certificate was sent'),
			]);
		},
	);
});
