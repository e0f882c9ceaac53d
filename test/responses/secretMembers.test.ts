import { isSecret, withoutSecrets } from '../../lib/responses/secretMembers';

describe('A registration without its secrets (F-07)', () => {
	it('lacks them at any depth, and keeps the rest', () => {
		expect(
			withoutSecrets({
				client_id: 'client-1',
				client_secret: 's3cret-1',
				client_secrets: [{ value: 's3cret-2' }],
				credentials: { client_secret: 's3cret-3' },
				tls: [{ password: 's3cret-4', name: 'QWAC' }],
				api_key: 's3cret-5',
				jwks: { keys: [{ kty: 'EC', crv: 'P-256', x: 'x', y: 'y', d: 's3cret-6' }] },
				notes: ['Bearer s3cret-7', 'welcome'],
				software_statement: 'eyJhbGciOiJub25lIn0.e30.',
				client_secret_expires_at: 0,
				token_endpoint_auth_method: 'private_key_jwt',
				id_token_signed_response_alg: 'PS256',
				tls_client_certificate_bound_access_tokens: true,
				redirect_uris: ['https://tpp.example/cb'],
			}),
		).toEqual({
			client_id: 'client-1',
			tls: [{ name: 'QWAC' }],
			jwks: { keys: [{ kty: 'EC', crv: 'P-256', x: 'x', y: 'y' }] },
			notes: ['welcome'],
			client_secret_expires_at: 0,
			token_endpoint_auth_method: 'private_key_jwt',
			id_token_signed_response_alg: 'PS256',
			tls_client_certificate_bound_access_tokens: true,
			redirect_uris: ['https://tpp.example/cb'],
		});
	});

	it('is cut off where it is deeper than any document', () => {
		const deep = JSON.parse('{"a":'.repeat(5_000) + '"x"' + '}'.repeat(5_000)) as unknown;
		expect(JSON.stringify(withoutSecrets(deep))).not.toContain('x');
	});
});

it.each(['client_secret', 'registration_access_token', 'apiKey', 'private_key', 'tls_password'])(
	'%s is secret',
	(name) => {
		expect(isSecret(name, 'text')).toBe(true);
		expect(isSecret(name, 7)).toBe(false);
	},
);

it.each(['token_type', 'token_endpoint', 'id_token_encrypted_response_enc', 'client_name'])(
	'%s is not secret',
	(name) => {
		expect(isSecret(name, 'text')).toBe(false);
	},
);
