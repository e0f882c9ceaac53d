import { coop, smile } from '../../lib/banks/cooperativeBank';
import { monese } from '../../lib/banks/monese';
import type { BankProfile, DynamicRegistration } from '../../lib/banks/profile';
import { saltEdge } from '../../lib/banks/saltEdge';

/** What the banks' documents print, as an operator would compare it. */

function dcr({ registration }: BankProfile): DynamicRegistration {
	if (registration.via !== 'dcr') throw new Error('This bank registers clients by its portal.');
	return registration;
}

describe('The profile of Monese', () => {
	const { resourceServer, issuer, registrationServer } = monese.environments.sandbox!;
	const registration = dcr(monese);

	it('has the addresses that the guide prints', () => {
		expect(registrationServer! + registration.path!).toBe(
			'https://ob-api1.sandbox.monese.com:4501/v1.0/dynamic-client-registration/v3.1/register',
		);
		expect(registrationServer! + registration.postmanEnvironment!.path).toBe(
			'https://ob-api1.sandbox.monese.com:4501/ozone/v1.0/postman/environment',
		);
		expect(resourceServer).toBe('https://rs1.sandbox.ob.monese.com');
		expect(`${issuer}/token`).toBe('https://auth1.sandbox.ob.monese.com/token');
	});

	it('registers what the example of 2.1 registers', () => {
		expect(registration).toMatchObject({
			requestSigningAlg: 'RS256',
			audience: { aspspId: '0015800001ZEc3hAAD' },
			lifetime: 3600,
			claims: {
				token_endpoint_auth_signing_alg: 'PS256',
				grant_types: ['authorization_code', 'client_credentials'],
				subject_type: 'public',
				application_type: 'web',
				request_object_signing_alg: 'none',
				response_types: ['code', 'code id_token'],
				id_token_signed_response_alg: 'RS256',
			},
			tokenEndpointAuthMethod: { sandbox: 'client_secret_basic' },
			postmanEnvironment: { authentication: 'client_secret_basic' },
		});
	});
});

describe('The profile of Salt Edge', () => {
	it('has the paths that the document prints', () => {
		const { path, certificates } = dcr(saltEdge);
		expect(path).toBe('/api/open-banking/v3.1/tpp/register');
		expect(certificates?.path).toBe('/api/open-banking/v3.1/tpp/certificates');
	});

	it('leaves the identifier of the bank to the operator', () => {
		expect(dcr(saltEdge).audience).toEqual({ is: 'aspspId' });
	});
});

describe.each([
	['The Co-operative Bank', coop, 'coop'],
	['smile', smile, 'smile'],
])('The profile of %s', (_, bank, loginHint) => {
	it('names its brand in login_hint and in the address of the redirect', () => {
		expect(bank.authorizationRequest).toMatchObject({ loginHint });
		expect(bank.oauthPaths?.authorization).toBe(`/openbanking/${loginHint}/oauthRedirect`);
	});

	it('has the lifetimes and the days of the document', () => {
		expect(bank.tokenLifetimes).toEqual({ access: 1800, refresh: 2_592_000 });
		expect(bank.certificateDays).toBe(90);
	});
});
