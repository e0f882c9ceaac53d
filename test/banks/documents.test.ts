import { coop, smile } from '../../lib/banks/cooperativeBank';
import { monese } from '../../lib/banks/monese';
import type { BankProfile, DynamicRegistration } from '../../lib/banks/profile';
import { profileIn } from '../../lib/banks/applicableRules';
import { saltEdge } from '../../lib/banks/saltEdge';

/** Compares the profiles with the texts of the banks' documents. */

function dcr({ registration }: BankProfile): DynamicRegistration {
	if (registration.via !== 'dcr') throw new Error('This bank registers clients on its portal.');
	return registration;
}

describe('The profile of Monese', () => {
	const { resourceServer, issuer, registrationServer } = monese.environments.sandbox!;
	const registration = dcr(monese);

	it('has the addresses of the guide', () => {
		expect(registrationServer! + registration.path!).toBe(
			'https://ob-api1.sandbox.monese.com:4501/v1.0/dynamic-client-registration/v3.1/register',
		);
		expect(registrationServer! + registration.postmanEnvironment!.path).toBe(
			'https://ob-api1.sandbox.monese.com:4501/ozone/v1.0/postman/environment',
		);
		expect(resourceServer).toBe('https://rs1.sandbox.ob.monese.com');
		expect(`${issuer}/token`).toBe('https://auth1.sandbox.ob.monese.com/token');
	});

	it('registers the claims of the example in 2.1', () => {
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
	it('has the paths of the document', () => {
		const { path, certificates } = dcr(saltEdge);
		expect(path).toBe('/api/open-banking/v3.1/tpp/register');
		expect(certificates?.path).toBe('/api/open-banking/v3.1/tpp/certificates');
	});

	it('has no identifier of the bank: the operator enters it', () => {
		expect(dcr(saltEdge).audience).toEqual({ is: 'aspspId' });
	});
});

describe.each([
	['The Co-operative Bank', coop, 'coop'],
	['smile', smile, 'smile'],
])('The profile of %s', (_, bank, loginHint) => {
	it('has its brand in login_hint and in the path of the redirect', () => {
		expect(bank.authorizationRequest).toMatchObject({ loginHint });
		const { oauthPaths } = profileIn(bank, 'production');
		expect(oauthPaths?.authorization).toBe(`/openbanking/${loginHint}/oauthRedirect`);
	});

	it('has the token lifetimes and the certificate days of the document', () => {
		expect(bank.tokenLifetimes).toEqual({ access: 1800, refresh: 2_592_000 });
		expect(bank.certificateDays).toBe(90);
	});
});
