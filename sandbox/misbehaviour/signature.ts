import { json } from '../http/answer';
import type { Case, Cases, JsonObject } from './case';
import { sealed, type Jws } from './jws';
import { keysOf, otherKey, publicJwk } from './otherKey';

/** Header and signature of id_tokens (RFC 7515 §4, RFC 8725 §2 and §3), and texts that are no claims set. */
export const signatureCases: Cases = {
	'RV-23': { says: 'id_token: signature altered in one byte', idToken: altered },
	'RV-24': signed('alg none, signature empty', () => 'none'),
	'RV-25': signed("alg another than is registered, with the bank's own key", ({ alg }) =>
		alg === 'PS256' ? 'RS256' : 'PS256',
	),
	'RV-26': signed("alg HS256, the secret being the bank's public key", () => 'HS256'),
	'RV-27-NONE': header('alg NONE', () => ({ alg: 'NONE' })),
	'RV-27-nOnE': header('alg nOnE', () => ({ alg: 'nOnE' })),
	'RV-27-lower': header('alg in lower case', ({ alg }) => ({ alg: String(alg).toLowerCase() })),
	'RV-27-number': header('alg a number', () => ({ alg: 7 })),
	'RV-37': header('kid absent', () => ({ kid: undefined })),
	'RV-38': {
		...header('kid absent, and several keys that fit', () => ({ kid: undefined })),
		keys: (right) => json(200, { keys: [publicJwk(otherKey()), ...keysOf(right)] }),
	},
	'RV-39': {
		...byOtherKey('signed with a new key, which has replaced the old one', ({ kid }) => ({ kid })),
		jwtResponse: byOtherKey('', ({ kid }) => ({ kid })).idToken,
		keys: () => json(200, { keys: [publicJwk(otherKey())] }),
	},
	'RV-41-number': header('kid a number', () => ({ kid: 7 })),
	'RV-41-object': header('kid an object', ({ kid }) => ({ kid: { kid } })),
	'RV-61': header('crit names an extension', () => ({ crit: ['exp'], exp: 1 })),
	'RV-62': header('b64 false, and in crit', () => ({ b64: false, crit: ['b64'] })),
	'RV-62-uncritical': header('b64 false, and no crit', () => ({ b64: false })),
	'RV-63-null': payload('null', 'null'),
	'RV-63-array': payload('an array', '[]'),
	'RV-63-string': payload('a string', '"text"'),
	'RV-63-broken': payload('no JSON', '{"'),
	'RV-63-bytes': {
		says: 'id_token: the claims are right but for a byte that is no UTF-8',
		idToken: (token) => ({ ...token, payload: withStrayByte(token.claims) }),
	},
	'RV-66-JWT': header('typ JWT', () => ({ typ: 'JWT' })),
	'RV-66-type': header('typ application/jwt', () => ({ typ: 'application/jwt' })),
	'RV-66-absent': header('typ absent', () => ({ typ: undefined })),
	'DS-09': header('kid of no key', () => ({ kid: 'unknown' })),
	'DS-17-jwk': byOtherKey('signed with the key of its own header jwk', () => ({
		jwk: publicJwk(otherKey()),
	})),
	'DS-17-jku': byOtherKey('signed with a key at its own header jku', () => ({
		jku: 'https://127.0.0.1:1/keys',
		x5u: 'https://127.0.0.1:1/key.pem',
	})),
	'foreign-key': byOtherKey("signed with another's key", () => ({})),
};

function header(says: string, change: (header: JsonObject) => JsonObject): Case {
	return {
		says: `id_token: ${says}`,
		idToken: (token) => ({ ...token, header: { ...token.header, ...change(token.header) } }),
	};
}

function signed(says: string, algorithm: (token: Jws) => Jws['alg']): Case {
	return {
		says: `id_token: ${says}`,
		idToken(token) {
			const alg = algorithm(token);
			return { ...token, alg, header: { ...token.header, alg } };
		},
	};
}

/** `change` says what the header holds beside the `kid` of the bank's own key. */
function byOtherKey(says: string, change: (key: JsonObject) => JsonObject): Case {
	return {
		says: `id_token: ${says}`,
		idToken: (token) => ({
			...token,
			header: { ...token.header, ...change(publicJwk(otherKey())) },
			key: otherKey(),
		}),
	};
}

function payload(says: string, text: string): Case {
	return {
		says: `id_token: the claims are ${says}`,
		idToken: (token) => ({ ...token, payload: text }),
	};
}

function withStrayByte(claims: JsonObject): Buffer {
	const [before = '', after = ''] = JSON.stringify({ ...claims, name: 'ÿ' }).split('ÿ');
	return Buffer.concat([Buffer.from(before), Buffer.from([0xff]), Buffer.from(after)]);
}

/** The first character of the signature: of the last one not every bit counts. */
function altered(token: Jws): string {
	const right = sealed(token);
	const at = right.lastIndexOf('.') + 1;
	return `${right.slice(0, at)}${right[at] === 'A' ? 'B' : 'A'}${right.slice(at + 1)}`;
}
