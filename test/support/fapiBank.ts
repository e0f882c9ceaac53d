import type { BankProfile, DynamicRegistration, RegistrationClaims } from '../../lib/banks/profile';
import { bankOfIssuer } from './builders';

const standard = bankOfIssuer('v4.0');
const registration = standard.registration as DynamicRegistration;

const bankWith = (claims: Partial<RegistrationClaims>): BankProfile => ({
	...standard,
	id: 'fapi-bank',
	name: 'FAPI Bank',
	registration: {
		...registration,
		claims: {
			...registration.claims,
			response_types: ['code'],
			authorization_signed_response_alg: 'PS256',
			...claims,
		},
	},
	authorizationRequest: {
		as: 'requestObject',
		responseType: 'code',
		responseMode: 'jwt',
		pushed: true,
	},
	clientAssertionAudience: 'tokenEndpoint',
});

/**
 * A custom bank that uses the parts of FAPI 1.0 Advanced that the built-in banks do not use: JWT authorization responses
 * (§5.2.2.2), pushed requests, encrypted id_tokens, assertions for the token endpoint. An operator enters it as JSON.
 */
export const fapiBank = bankWith({
	id_token_encrypted_response_alg: 'RSA-OAEP-256',
	id_token_encrypted_response_enc: 'A256GCM',
});

/** The same bank without encrypted id_tokens. */
export const fapiBankWithoutEncryption = bankWith({});
