import { withSealedClient } from '../../lib/oauth/sealedClient';
import { aClient, aTpp } from '../support/builders';

const sealed = aClient({
	clientId: 'client-1',
	clientSecret: 'sealed',
	tokenEndpointAuthMethod: 'private_key_jwt',
	idTokenSignedResponseAlg: 'PS256',
});
const entered = { clientId: 'client-1', isFromCredential: true as const };
const method = 'client_secret_basic' as const;

describe('A sealed client', () => {
	it('keeps what was sealed where the credential says nothing about the same client', () => {
		const client = { ...entered, tokenEndpointAuthMethod: method };
		expect(withSealedClient(aTpp({ client }), sealed).client).toEqual(sealed);
	});

	it('has the secret and the authentication method that the operator entered for it', () => {
		const client = { ...entered, clientSecret: 'changed', tokenEndpointAuthMethod: method };
		const tpp = aTpp({ client, clientAuthentication: method });
		expect(withSealedClient(tpp, sealed).client).toEqual({
			...sealed,
			clientSecret: 'changed',
			tokenEndpointAuthMethod: method,
		});
	});

	it('is used as it is beside another client of the credential', () => {
		const client = { ...entered, clientId: 'client-2', tokenEndpointAuthMethod: method };
		const tpp = aTpp({ client, clientAuthentication: method });
		expect(withSealedClient(tpp, sealed).client).toBe(sealed);
	});

	it('gives way to a registration of the same client in the input', () => {
		const client = aClient({ clientId: 'client-1', tokenEndpointAuthMethod: method });
		const tpp = aTpp({ client, clientAuthentication: 'private_key_jwt' });
		expect(withSealedClient(tpp, sealed).client).toBe(client);
	});
});
