import { customBank } from '../../lib/banks/custom';
import type { BankProfile } from '../../lib/banks/profile';

/** A custom bank that uses the deviations of the vocabulary that neither built-in banks nor example profiles use. */
export const differingBank: BankProfile = {
	...customBank('v3.1'),
	id: 'differing-bank',
	name: 'Differing Bank',
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
