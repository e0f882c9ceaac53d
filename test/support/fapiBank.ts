import { customBank } from '../../lib/banks/custom';
import type { BankProfile, DynamicRegistration } from '../../lib/banks/profile';

const standard = customBank('v4.0');

/**
 * A bank that is not built in and wants of FAPI 1.0 Advanced what the others do not: code with a JWT around the answer
 * (§5.2.2.2), pushed requests. An operator pastes it as JSON.
 */
export const fapiBank: BankProfile = {
	...standard,
	id: 'fapi-bank',
	name: 'FAPI Bank',
	registration: {
		...(standard.registration as DynamicRegistration),
		claims: {
			...(standard.registration as DynamicRegistration).claims,
			response_types: ['code'],
			authorization_signed_response_alg: 'PS256',
		},
	},
	authorizationRequest: {
		as: 'requestObject',
		responseType: 'code',
		responseMode: 'jwt',
		pushed: true,
	},
};
