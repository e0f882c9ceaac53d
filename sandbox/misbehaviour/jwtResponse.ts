import type { Case, Cases } from './case';
import { claimCases } from './claims';
import type { Jws, JsonObject } from './jws';
import { signatureCases } from './signature';

/** Cases for the JWT of an authorization response (JARM §2): those of id_tokens, and its own. */
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
		description: 'authorization response: plain parameters although a JWT was requested',
		authorizationResponse(parameters) {
			const inside = insideOf(parameters);
			parameters.delete('response');
			for (const name of ['code', 'state', 'iss']) parameters.set(name, String(inside[name]));
		},
	},
	'RV-59-jwt': {
		description: 'authorization response: a JWT although plain parameters were requested',
		authorizationResponse(parameters, { sign }) {
			const response = sign(Object.fromEntries(parameters));
			for (const name of [...parameters.keys()]) parameters.delete(name);
			parameters.set('response', response);
		},
	},
	'RV-59-beside': {
		description: 'authorization response: code and state in addition to the JWT',
		authorizationResponse(parameters) {
			const inside = insideOf(parameters);
			for (const name of ['code', 'state']) parameters.set(name, String(inside[name]));
		},
	},
	'RV-13-jwt': as('aud an array with one value', claimCases['RV-13']!),
	'RV-17-jwt': as('exp a string', claimCases['RV-17-exp']!),
	'RV-23-jwt': as('signature altered in one byte', signatureCases['RV-23']!),
	'RV-25-jwt': as('alg is not the registered one', signatureCases['RV-25']!),
	'RV-26-jwt': as("alg HS256, with the bank's public key as its secret", signatureCases['RV-26']!),
	'RV-37-jwt': as('kid absent', signatureCases['RV-37']!),
	'RV-42-jwt': claims('state absent', () => ({ state: undefined })),
	'RV-43-jwt': claims('state altered', ({ state }) => ({ state: `${String(state)}1` })),
	'RV-45-jwt': {
		description: 'authorization response: the JWT twice',
		authorizationResponse: (parameters) =>
			parameters.append('response', parameters.get('response') ?? ''),
	},
	'RV-47-jwt': {
		description: 'authorization response in a JWT: an error, signed with the key of another party',
		jwtResponse: (token) => foreign({ ...token, claims: { ...token.claims, ...denied } }),
	},
	'RV-60-jwt': claims('an id_token inside', () => ({ id_token: 'e30.e30.e30' })),
	'RV-61-jwt': as('crit names an extension', signatureCases['RV-61']!),
	'RV-63-jwt': as('a byte that is not UTF-8', signatureCases['RV-63-bytes']!),
	'TK-42-jwt': {
		...as("iat and exp two hours behind, like the bank's clock", claimCases['TK-42-behind']!),
		clockOffset: -7200,
	},
	'error-and-code': claims('an error and a code', () => ({ error: 'access_denied' })),
	'no-code-jwt': claims('code absent', () => ({ code: undefined })),
	'foreign-key-jwt': as('signed with the key of another party', signatureCases['foreign-key']!),
	'unknown-claim-jwt': claims('an unknown claim', () => ({ shoe_size: 42 })),
};

const denied = { code: undefined, error: 'access_denied' };

/** Makes the same change as a case for id_tokens. */
function as(description: string, { idToken }: Case): Case {
	return { description: `authorization response in a JWT: ${description}`, jwtResponse: idToken };
}

function claims(description: string, change: (claims: JsonObject) => JsonObject): Case {
	return {
		description: `authorization response in a JWT: ${description}`,
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
