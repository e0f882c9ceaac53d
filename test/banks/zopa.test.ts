import { profileIn } from '../../lib/banks/applicableRules';
import { zopa } from '../../lib/banks/zopa';

describe('The profile of Zopa', () => {
	it('has the addresses of the guide', () => {
		const { registration, environments } = zopa;
		const { resourceServer, issuer } = environments.sandbox!;
		if (registration.via !== 'dcr') throw new Error('Zopa registers clients dynamically');
		expect(issuer).toBe('https://auth1.openbanking-sandbox.zopa.com');
		expect(resourceServer! + registration.path!).toBe(
			'https://rs1.openbanking-sandbox.zopa.com/dynamic-client-registration/v3.2/register',
		);
		expect(resourceServer! + registration.postmanEnvironment!.path).toBe(
			'https://rs1.openbanking-sandbox.zopa.com/o3/v1.0/postman/environment',
		);
	});

	it('authenticates with a secret only in the sandbox', () => {
		expect(zopa.registration).toMatchObject({
			tokenEndpointAuthMethod: {
				sandbox: 'client_secret_basic',
				production: 'private_key_jwt',
			},
		});
	});

	it('registers in production what the portal documents (B-02, B-03, B-05)', () => {
		const { registration } = profileIn(zopa, 'production');
		expect(registration).toMatchObject({
			requestSigningAlg: 'PS256',
			audience: { is: 'aspspId' },
			claims: {
				grant_types: ['authorization_code', 'client_credentials', 'refresh_token'],
				response_types: ['code id_token'],
				token_endpoint_auth_signing_alg: 'PS256',
				id_token_signed_response_alg: 'PS256',
				request_object_signing_alg: 'PS256',
			},
		});
		expect(registration).not.toHaveProperty('path');
		expect(registration).not.toHaveProperty('postmanEnvironment');
	});

	it('sends the PSU to the app in production, by the kind of consent (B-01)', () => {
		expect(profileIn(zopa, 'production').authorizationRequest).toEqual({
			as: 'requestObject',
			responseType: 'code id_token',
			appLinks: {
				accounts: 'zopa://consent-access-request',
				payments: 'zopa://open-banking/pis-single-payment-consent',
				standingOrders: 'zopa://open-banking/pis-standing-order-consent',
			},
			lifetime: 500,
			requestedClaims: 'consentOnly',
		});
	});

	it.each(['sandbox', 'local'] as const)(
		'is the one of the guide in the environment %s',
		(environment) => {
			const { inProduction, ...guide } = zopa;
			expect(inProduction).toBeDefined();
			expect(profileIn(zopa, environment)).toEqual(guide);
		},
	);
});
