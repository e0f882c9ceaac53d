import { customBank } from '../../../lib/banks/custom';
import { eika } from '../../../lib/banks/eika';
import { monese } from '../../../lib/banks/monese';
import { saltEdge } from '../../../lib/banks/saltEdge';
import { zopa } from '../../../lib/banks/zopa';
import {
	omittedRedirectUris,
	registrationClaims,
	type RegistrationSettings,
} from '../../../lib/operations/registration/registrationClaims';
import type { SoftwareStatementClaims, Tpp } from '../../../lib/tpp';
import { aBank, aSoftwareStatement, aTpp, rejection } from '../../support/builders';

const now = new Date('2026-03-01T12:00:00.900Z');
const iat = Date.parse('2026-03-01T12:00:00Z') / 1000;
const jti = '4eba4445-1a4b-47b8-bdd5-4e56ef026b19';
const callback = 'https://tpp.example/callback';

const softwareStatement = aSoftwareStatement({ software_roles: ['PISP', 'AISP'] });

const atZopa = (changes: Partial<Tpp> = {}): Tpp =>
	aTpp({ bank: zopa, addresses: zopa.environments.sandbox!, softwareStatement, ...changes });

const claims = (tpp = atZopa(), settings: RegistrationSettings = {}) =>
	registrationClaims(tpp, settings, { now, jti });

const stating = (statement: Partial<SoftwareStatementClaims>, changes: Partial<Tpp> = {}) =>
	atZopa({ softwareStatement: aSoftwareStatement(statement), ...changes });

describe('registrationClaims', () => {
	it('are those of the example in Zopa’s guide, section 2.1', () => {
		expect(claims()).toStrictEqual({
			token_endpoint_auth_signing_alg: 'PS256',
			grant_types: ['authorization_code', 'client_credentials'],
			subject_type: 'public',
			application_type: 'web',
			iss: 'software1',
			redirect_uris: [callback],
			token_endpoint_auth_method: 'client_secret_basic',
			aud: 'https://auth1.openbanking-sandbox.zopa.com',
			scope: 'openid payments accounts',
			request_object_signing_alg: 'none',
			exp: iat + 3600,
			iat,
			jti,
			response_types: ['code', 'code id_token'],
			id_token_signed_response_alg: 'PS256',
			software_statement: softwareStatement.jwt,
		});
	});

	it('are those of the example in Monese’s guide, section 2.1', () => {
		expect(claims(atZopa({ bank: monese, addresses: monese.environments.sandbox! }))).toStrictEqual(
			{
				token_endpoint_auth_signing_alg: 'PS256',
				grant_types: ['authorization_code', 'client_credentials'],
				subject_type: 'public',
				application_type: 'web',
				iss: 'software1',
				redirect_uris: [callback],
				token_endpoint_auth_method: 'client_secret_basic',
				aud: '0015800001ZEc3hAAD',
				scope: 'openid payments accounts',
				request_object_signing_alg: 'none',
				exp: iat + 3600,
				iat,
				jti,
				response_types: ['code', 'code id_token'],
				id_token_signed_response_alg: 'RS256',
				software_statement: softwareStatement.jwt,
			},
		);
	});

	it('are exactly those of Salt Edge’s table', () => {
		const tpp = atZopa({ bank: saltEdge, aspspId: '0dw23dsa13123' });
		expect(claims(tpp)).toStrictEqual({
			iss: 'software1',
			iat,
			exp: iat + 300,
			aud: '0dw23dsa13123',
			token_endpoint_auth_method: 'client_secret_basic',
			token_endpoint_auth_signing_alg: 'PS256',
			grant_types: ['client_credentials', 'authorization_code', 'refresh_token'],
			response_types: ['code'],
			software_statement: softwareStatement.jwt,
			software_id: 'software1',
			redirect_uris: [callback],
			scope: 'openid payments accounts',
			application_type: 'web',
			request_object_signing_alg: 'PS256',
		});
	});

	it('are rejected at Salt Edge without an ASPSP ID', async () => {
		expect(await rejection(() => claims(atZopa({ bank: saltEdge })))).toEqual({
			code: 'OB_CONFIGURATION',
			message:
				'The ASPSP ID is missing. The bank requires it as the audience of the registration request.',
			field: { in: 'credential', key: 'aspspId' },
			tppAction: 'fixCredential',
		});
	});

	it('have private_key_jwt in production', () => {
		expect(claims(atZopa({ environment: 'production' }))).toMatchObject({
			token_endpoint_auth_method: 'private_key_jwt',
		});
	});

	it('have the entered values in place of the bank’s default values', () => {
		const settings: RegistrationSettings = {
			redirectUris: [callback],
			scope: 'openid accounts',
			tokenEndpointAuthMethod: 'tls_client_auth',
			tlsClientAuthSubjectDn: 'CN=software1,O=Example TPP,C=GB',
			claims: { request_object_signing_alg: 'PS256', grant_types: ['client_credentials'] },
		};
		expect(claims(atZopa(), settings)).toStrictEqual({
			...claims(),
			scope: 'openid accounts',
			token_endpoint_auth_method: 'tls_client_auth',
			tls_client_auth_subject_dn: 'CN=software1,O=Example TPP,C=GB',
			request_object_signing_alg: 'PS256',
			grant_types: ['client_credentials'],
		});
	});

	it('have the ASPSP ID of the credential as audience in the OBIE standard (B-07)', () => {
		const bank = customBank('v4.0');
		const aspspId = '0015800000jfwxXAAQ';
		expect(claims(atZopa({ bank, aspspId })).aud).toBe(aspspId);
		expect(() => claims(atZopa({ bank }))).toThrow('The ASPSP ID is missing.');
	});

	it('have the ASPSP ID of the credential in place of the profile’s (B-27)', () => {
		const aspspId = '0015800000jfwxXAAQ';
		expect(claims(atZopa({ bank: monese, aspspId })).aud).toBe(aspspId);
	});

	it('have the bank’s own identifier as audience if the profile contains one', () => {
		const bank = {
			...zopa,
			registration: { ...zopa.registration, audience: { is: 'aspspId', aspspId: '0015800001' } },
		};
		expect(claims(atZopa({ bank: bank as never })).aud).toBe('0015800001');
	});

	it.each([
		[['AISP'], 'openid accounts'],
		[['PISP'], 'openid payments'],
		[['CBPII', 'AISP', 'AISP'], 'openid fundsconfirmations accounts'],
		[['AISP', 'constructor'], 'openid accounts'],
	])('have the scope that the roles %j allow', (software_roles, scope) => {
		expect(claims(stating({ software_roles }, { bank: aBank() })).scope).toBe(scope);
	});

	it('have no scope that the bank does not support', () => {
		expect(claims(stating({ software_roles: ['CBPII', 'AISP'] })).scope).toBe('openid accounts');
	});

	it.each([[['ASPSP']], [['CBPII']], [[]], [undefined]])(
		'are rejected with the roles %j, for which the bank has no scope',
		async (software_roles) => {
			expect(await rejection(() => claims(stating({ software_roles })))).toMatchObject({
				code: 'OB_CONFIGURATION',
				field: { in: 'credential', key: 'softwareStatement' },
				message: expect.stringMatching(/or enter a scope\.$/),
			});
			const settings = { scope: 'openid accounts' };
			expect(claims(stating({ software_roles }), settings).scope).toBe('openid accounts');
		},
	);

	describe('have as redirect URIs', () => {
		it('all of the software statement that can be registered', () => {
			const software_redirect_uris = [
				'http://localhost:5678/callback',
				callback,
				'https://tpp.example/other',
			];
			expect(claims(stating({ software_redirect_uris })).redirect_uris).toEqual([
				callback,
				'https://tpp.example/other',
			]);
		});

		it('the chosen ones of the software statement', () => {
			const software_redirect_uris = [callback, 'https://tpp.example/other'];
			const redirectUris = ['https://tpp.example/other'];
			const [redirectUri] = redirectUris;
			const tpp = stating({ software_redirect_uris }, { redirectUri });
			expect(claims(tpp, { redirectUris }).redirect_uris).toEqual(redirectUris);
		});

		it('with http only at a bank whose document has such an example (C-19)', () => {
			const uris = [callback, 'http://tpp.example/callback', 'https://localhost/callback'];
			const changes = { bank: saltEdge, aspspId: '0dw23dsa13123' };
			const atSaltEdge = stating({ software_redirect_uris: uris }, changes);
			expect(claims(atSaltEdge).redirect_uris).toEqual(uris.slice(0, 2));
			expect(omittedRedirectUris(atSaltEdge, {})).toEqual(uris.slice(2));
			const tpp = stating({ software_redirect_uris: uris });
			expect(claims(tpp).redirect_uris).toEqual([callback]);
			expect(omittedRedirectUris(tpp, {})).toEqual(uris.slice(1));
			expect(omittedRedirectUris(tpp, { redirectUris: [callback] })).toEqual([]);
		});

		it('not others than the credential sends the PSU back to', async () => {
			const other = 'https://tpp.example/other';
			const tpp = stating({ software_redirect_uris: [callback, other] });
			expect(await rejection(() => claims(tpp, { redirectUris: [other] }))).toMatchObject({
				code: 'OB_CONFIGURATION',
				field: { in: 'credential', key: 'redirectUri' },
				message: expect.stringContaining(
					`"${callback}" is not one of the redirect URIs to register: ${other}`,
				),
			});
		});

		it('that of the credential if the software statement has none', () => {
			expect(claims(stating({ software_redirect_uris: undefined })).redirect_uris).toEqual([
				callback,
			]);
		});

		it.each([
			'http://tpp.example/callback',
			'https://localhost/callback',
			'https://app.localhost/callback',
			'https://127.0.0.1/callback',
			'https://tpp.example/callback#fragment',
			'/callback',
			'',
			`https://tpp.example/${'a'.repeat(240)}`,
		])('not "%s"', async (uri) => {
			const tpp = stating({ software_redirect_uris: [uri] }, { redirectUri: undefined });
			expect(await rejection(() => claims(tpp, { redirectUris: [uri] }))).toEqual({
				code: 'OB_CONFIGURATION',
				message: `The redirect URI "${uri}" cannot be registered. It must be an https URL of at most 256 characters, not on localhost, without a fragment.`,
				field: { in: 'parameters', key: 'redirectUris' },
				tppAction: 'fixRequest',
			});
		});

		it('not one of the credential’s that cannot be registered', async () => {
			const tpp = atZopa({
				softwareStatement: aSoftwareStatement({ software_redirect_uris: undefined }),
				redirectUri: 'http://tpp.example/callback',
			});
			expect(await rejection(() => claims(tpp))).toMatchObject({
				field: { in: 'credential', key: 'redirectUri' },
				tppAction: 'fixCredential',
			});
		});

		it('at least one', async () => {
			const tpp = stating({ software_redirect_uris: [] }, { redirectUri: undefined });
			expect(await rejection(() => claims(tpp))).toMatchObject({
				code: 'OB_CONFIGURATION',
				message:
					'The redirect URI "" cannot be registered. It must be an https URL of at most 256 characters, not on localhost, without a fragment.',
			});
		});

		it.each<[string, Tpp, RegistrationSettings]>([
			['chosen', atZopa(), { redirectUris: ['https://other.example'] }],
			['in the credential', atZopa({ redirectUri: 'https://other.example' }), {}],
		])('not one that is %s and not in the software statement', async (_, tpp, settings) => {
			expect(await rejection(() => claims(tpp, settings))).toEqual({
				code: 'OB_CONFIGURATION',
				message: `The redirect URI "https://other.example" is not in the software statement, which has: ${callback}. Use one of these, or add it at the directory and get a new software statement.`,
				field: { in: 'credential', key: 'redirectUri' },
				tppAction: 'fixCredential',
			});
		});
	});

	it.each<[string, Tpp, string, string]>([
		[
			'there is no software statement',
			atZopa({ softwareStatement: undefined }),
			'softwareStatement',
			'The software statement is missing. Paste the assertion (SSA) that the directory issued for your software.',
		],
		[
			'the software ID is not that of the software statement',
			atZopa({ softwareId: 'software2' }),
			'softwareId',
			'The software ID is "software2", but the software statement is for "software1". Leave the software ID empty, or paste the software statement of "software2".',
		],
		[
			'there is no issuer',
			atZopa({ addresses: {} }),
			'issuer',
			'The issuer is missing. The bank requires it as the audience of the registration request.',
		],
		[
			'the bank registers clients on its portal',
			atZopa({ bank: eika }),
			'bank',
			"Eika has no dynamic client registration. Register the client on the bank's portal.",
		],
	])('are rejected when %s', async (_, tpp, key, message) => {
		expect(await rejection(() => claims(tpp))).toEqual({
			code: 'OB_CONFIGURATION',
			message,
			field: { in: 'credential', key },
			tppAction: 'fixCredential',
		});
	});
});
