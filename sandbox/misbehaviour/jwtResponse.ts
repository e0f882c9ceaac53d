import type { Case, Cases, JsonObject } from './case';
import { claimCases } from './claims';
import type { Jws } from './jws';
import { signatureCases } from './signature';

/** The JWT around an authorization response (JARM §2): what may be wrong with an id_token, and with it alone. */
export const jwtResponseCases: Cases = {
	'RV-51': as('alg none, signature empty', signatureCases['RV-24']!),
	'RV-53': as('exp six minutes ago', claimCases['RV-15']!),
	'RV-53-days': claims('exp two days ahead', ({ exp }) => ({ exp: Number(exp) + 2 * 86_400 })),
	'RV-53-milliseconds': claims('exp in milliseconds', ({ exp }) => ({ exp: Number(exp) * 1000 })),
	'RV-53-minutes': claims('exp half an hour ahead', ({ exp }) => ({ exp: Number(exp) + 1800 })),
	'RV-54': claims('exp absent', () => ({ exp: undefined })),
	'RV-55': claims('aud altered', ({ aud }) => ({ aud: `${String(aud)}1` })),
	'RV-56': as('aud absent', claimCases['RV-11']!),
	'RV-57': as('iss altered', claimCases['RV-08']!),
	'RV-57-absent': as('iss absent', claimCases['RV-09']!),
	'RV-59-open': {
		says: 'authorization response: open parameters in place of the JWT that was asked for',
		authorizationResponse(parameters) {
			const inside = insideOf(parameters);
			parameters.delete('response');
			for (const name of ['code', 'state', 'iss']) parameters.set(name, String(inside[name]));
		},
	},
	'RV-59-jwt': {
		says: 'authorization response: a JWT in place of the open parameters that were asked for',
		authorizationResponse(parameters, { signed }) {
			const response = signed(Object.fromEntries(parameters));
			for (const name of [...parameters.keys()]) parameters.delete(name);
			parameters.set('response', response);
		},
	},
	'RV-59-beside': {
		says: 'authorization response: code and state beside the JWT',
		authorizationResponse(parameters) {
			const inside = insideOf(parameters);
			for (const name of ['code', 'state']) parameters.set(name, String(inside[name]));
		},
	},
	'RV-13-jwt': as('aud an array of one', claimCases['RV-13']!),
	'RV-17-jwt': as('exp a string', claimCases['RV-17-exp']!),
	'RV-23-jwt': as('signature altered in one byte', signatureCases['RV-23']!),
	'RV-25-jwt': as('alg another than is registered', signatureCases['RV-25']!),
	'RV-26-jwt': as("alg HS256, the secret being the bank's public key", signatureCases['RV-26']!),
	'RV-37-jwt': as('kid absent', signatureCases['RV-37']!),
	'RV-42-jwt': claims('state absent', () => ({ state: undefined })),
	'RV-43-jwt': claims('state altered', ({ state }) => ({ state: `${String(state)}1` })),
	'RV-45-jwt': {
		says: 'authorization response: the JWT twice',
		authorizationResponse: (parameters) =>
			parameters.append('response', parameters.get('response') ?? ''),
	},
	'RV-47-jwt': {
		says: "authorization response in a JWT: an error, signed with another's key",
		jwtResponse: (token) => foreign({ ...token, claims: { ...token.claims, ...denied } }),
	},
	'RV-60-jwt': claims('an id_token inside', () => ({ id_token: 'e30.e30.e30' })),
	'RV-61-jwt': as('crit names an extension', signatureCases['RV-61']!),
	'RV-63-jwt': as('a byte that is no UTF-8', signatureCases['RV-63-bytes']!),
	'TK-42-jwt': {
		...as("iat and exp two hours behind, as the bank's clock is", claimCases['TK-42-behind']!),
		ahead: -7200,
	},
	'error-and-code': claims('an error and a code', () => ({ error: 'access_denied' })),
	'no-code-jwt': claims('code absent', () => ({ code: undefined })),
	'foreign-key-jwt': as("signed with another's key", signatureCases['foreign-key']!),
	'unknown-claim-jwt': claims('a claim that nobody knows', () => ({ shoe_size: 42 })),
};

const denied = { code: undefined, error: 'access_denied' };

/** The same change as to an id_token. */
function as(says: string, { idToken }: Case): Case {
	return { says: `authorization response in a JWT: ${says}`, jwtResponse: idToken };
}

function claims(says: string, change: (claims: JsonObject) => JsonObject): Case {
	return {
		says: `authorization response in a JWT: ${says}`,
		jwtResponse: (token) => ({ ...token, claims: { ...token.claims, ...change(token.claims) } }),
	};
}

function foreign(token: Jws): Jws | string {
	return signatureCases['foreign-key']!.idToken!(token);
}

function insideOf(parameters: URLSearchParams): JsonObject {
	const [, claims = ''] = parameters.get('response')?.split('.') ?? [];
	return JSON.parse(Buffer.from(claims, 'base64url').toString() || '{}') as JsonObject;
}
