import { customBank } from '../../lib/banks/custom';
import type { BankProfile, DynamicRegistration } from '../../lib/banks/profile';

const { registration, ...standard } = customBank('v3.1');

/** A custom bank that uses the deviations of the vocabulary that neither built-in banks nor example profiles use. */
export const differingBank: BankProfile = {
	...standard,
	id: 'differing-bank',
	name: 'Differing Bank',
	environments: {
		production: {
			issuer: 'https://auth.differing.example',
			discovery: 'https://docs.differing.example/.well-known/openid-configuration',
			earlierIssuers: ['https://old.differing.example'],
			resourceServer: 'https://api.differing.example',
		},
	},
	registration: { ...(registration as DynamicRegistration), contentType: 'application/jose' },
	clientSecretBasicEncoding: 'none',
	maxConcurrentRequests: 2,
	accountInformation: { version: 'v3.1', financialId: '0015800000jfwxXAAQ' },
	payments: {
		version: 'v3.1',
		kinds: ['domesticPayment'],
		messageSignature: 'v3.1.0',
		trustAnchor: 'bank.example',
	},
	idTokens: {
		authorizationResponse: { acr: ['urn:bank:2'] },
		tokenResponse: {
			acr: ['urn:bank:2'],
			nonce: 'optional',
			openbanking_intent_id: 'optional',
			sub: 'unrelated',
			exp: 'milliseconds',
		},
	},
};
