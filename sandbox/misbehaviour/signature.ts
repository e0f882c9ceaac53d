import { json } from '../http/response';
import type { Case, Cases } from './case';
import { signJws, type Jws, type JsonObject } from './jws';
import { keysOf, otherKey, publicJwk } from './otherKey';

/** Cases for header and signature of id_tokens (RFC 7515 §4, RFC 8725 §2 and §3), and for payloads that are not claims. */
export const signatureCases: Cases = {
	'RV-23': { description: 'id_token: signature altered in one byte', idToken: altered },
	'RV-24': signed('alg none, signature empty', () => 'none'),
	'RV-25': signed("alg is not the registered one, signed with the bank's own key", ({ alg }) =>
		alg === 'PS256' ? 'RS256' : 'PS256',
	),
	'RV-26': signed("alg HS256, with the bank's public key as its secret", () => 'HS256'),
	'RV-27-NONE': header('alg NONE', () => ({ alg: 'NONE' })),
	'RV-27-nOnE': header('alg nOnE', () => ({ alg: 'nOnE' })),
	'RV-27-lower': header('alg in lower case', ({ alg }) => ({ alg: String(alg).toLowerCase() })),
	'RV-27-number': header('alg a number', () => ({ alg: 7 })),
	'RV-37': header('kid absent', () => ({ kid: undefined })),
	'RV-38': {
		...header('kid absent, and several keys match', () => ({ kid: undefined })),
		keys: (correct) => json(200, { keys: [publicJwk(otherKey()), ...keysOf(correct)] }),
	},
	'RV-39': {
		...byOtherKey('signed with a new key that replaced the old one', ({ kid }) => ({ kid })),
		jwtResponse: byOtherKey('', ({ kid }) => ({ kid })).idToken,
		keys: () => json(200, { keys: [publicJwk(otherKey())] }),
	},
	'RV-41-number': header('kid a number', () => ({ kid: 7 })),
	'RV-41-object': header('kid an object', ({ kid }) => ({ kid: { kid } })),
	'RV-61': header('crit names an extension', () => ({ crit: ['exp'], exp: 1 })),
	'RV-62': header('b64 false, and listed in crit', () => ({ b64: false, crit: ['b64'] })),
	'RV-62-uncritical': header('b64 false, crit absent', () => ({ b64: false })),
	'RV-63-null': payload('null', 'null'),
	'RV-63-array': payload('an array', '[]'),
	'RV-63-string': payload('a string', '"text"'),
	'RV-63-broken': payload('not JSON', '{"'),
	'RV-63-bytes': {
		description: 'id_token: the claims contain a byte that is not UTF-8',
		idToken: (token) => ({ ...token, payload: withStrayByte(token.claims) }),
	},
	'RV-66-JWT': header('typ JWT', () => ({ typ: 'JWT' })),
	'RV-66-type': header('typ application/jwt', () => ({ typ: 'application/jwt' })),
	'RV-66-absent': header('typ absent', () => ({ typ: undefined })),
	'DS-09': header('kid of an unknown key', () => ({ kid: 'unknown' })),
	'DS-17-jwk': byOtherKey('signed with the key in its header jwk', () => ({
		jwk: publicJwk(otherKey()),
	})),
	'DS-17-jku': byOtherKey('signed with a key at the address in its header jku', () => ({
		jku: 'https://127.0.0.1:1/keys',
		x5u: 'https://127.0.0.1:1/key.pem',
	})),
	'foreign-key': byOtherKey('signed with the key of another party', () => ({})),
};

function header(description: string, change: (header: JsonObject) => JsonObject): Case {
	return {
		description: `id_token: ${description}`,
		idToken: (token) => ({ ...token, header: { ...token.header, ...change(token.header) } }),
	};
}

function signed(description: string, algorithm: (token: Jws) => Jws['alg']): Case {
	return {
		description: `id_token: ${description}`,
		idToken(token) {
			const alg = algorithm(token);
			return { ...token, alg, header: { ...token.header, alg } };
		},
	};
}

/** Signs with another key. `change` returns additional header parameters; `kid` remains that of the bank. */
function byOtherKey(description: string, change: (key: JsonObject) => JsonObject): Case {
	return {
		description: `id_token: ${description}`,
		idToken: (token) => ({
			...token,
			header: { ...token.header, ...change(publicJwk(otherKey())) },
			key: otherKey(),
		}),
	};
}

function payload(description: string, text: string): Case {
	return {
		description: `id_token: the claims are ${description}`,
		idToken: (token) => ({ ...token, payload: text }),
	};
}

function withStrayByte(claims: JsonObject): Buffer {
	const [before = '', after = ''] = JSON.stringify({ ...claims, name: 'ÿ' }).split('ÿ');
	return Buffer.concat([Buffer.from(before), Buffer.from([0xff]), Buffer.from(after)]);
}

/** Alters the first character of the signature. In the last character not every bit is significant. */
function altered(token: Jws): string {
	const correct = signJws(token);
	const at = correct.lastIndexOf('.') + 1;
	return `${correct.slice(0, at)}${correct[at] === 'A' ? 'B' : 'A'}${correct.slice(at + 1)}`;
}
