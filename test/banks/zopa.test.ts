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
});
