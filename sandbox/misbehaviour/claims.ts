import type { Case, Cases, Grant, JsonObject } from './case';

/** Claims of id_tokens (OpenID Connect Core §2, §3.3.2.11; OBIE security profile), signed by the bank all the same. */
export const claimCases: Cases = {
	'RV-02': claims('nonce altered', ({ nonce }) => ({ nonce: `${nonce}1` })),
	'RV-03': without('nonce'),
	'RV-05': without('s_hash'),
	'RV-06': claims('c_hash altered', ({ c_hash }) => ({ c_hash: `${c_hash}1` })),
	'RV-07': without('c_hash'),
	'RV-08': claims('iss altered', ({ iss }) => ({ iss: `${iss}1` })),
	'RV-09': without('iss'),
	'RV-11': without('aud'),
	'RV-12': claims('aud with a further value, no azp', ({ aud }) => ({ aud: [aud, `${aud}1`] })),
	'RV-13': claims('aud an array of one', ({ aud }) => ({ aud: [aud] })),
	'RV-14': claims('aud with a further value, azp of another client', ({ aud }) => ({
		aud: [aud, `${aud}1`],
		azp: `${aud}1`,
	})),
	'RV-14-alone': claims('aud right, azp of another client', ({ aud }) => ({
		azp: `${String(aud)}1`,
	})),
	'RV-15': claims('exp six minutes ago', () => ({ exp: inSeconds(-360) })),
	'RV-17-exp': asText('exp'),
	'RV-17-iat': asText('iat'),
	'RV-17-nbf': claims('nbf a string', () => ({ nbf: String(inSeconds(0)) })),
	'RV-18': claims('iat a week ago', () => ({ iat: inSeconds(-7 * 86_400) })),
	'RV-19': claims('iat more than an hour ago', () => ({ iat: inSeconds(-3660) })),
	'RV-20': without('iat'),
	'RV-21-iat': claims('iat 90 seconds ahead', () => ({ iat: inSeconds(90) })),
	'RV-21-nbf': claims('nbf 90 seconds ahead', () => ({ nbf: inSeconds(90) })),
	'RV-21-skew': claims('iat and nbf 15 seconds ahead', () => ({
		iat: inSeconds(15),
		nbf: inSeconds(15),
	})),
	'RV-29': claims('openbanking_intent_id altered', ({ openbanking_intent_id }) => ({
		openbanking_intent_id: `${openbanking_intent_id}1`,
	})),
	'RV-30': without('openbanking_intent_id'),
	'RV-35': claims('at_hash altered', ({ at_hash }) => ({ at_hash: `${at_hash}1` }), {
		grant: 'authorization_code',
	}),
	'RV-36-iss': another('iss', 'authorization_code'),
	'RV-36-sub': another('sub', 'authorization_code'),
	'RV-67': claims('acr another', () => ({ acr: 'urn:mace:incommon:iap:silver' })),
	'RV-67-absent': without('acr'),
	'TK-30': another('iss', 'refresh_token'),
	'TK-31': another('sub', 'refresh_token'),
	'TK-42-ahead': byClock('ten minutes ahead', 600),
	'TK-42-behind': byClock('two hours behind', -7200),
	'unknown-claim': claims('a claim that nobody knows', () => ({ shoe_size: 42 })),
};

function claims(
	says: string,
	change: (claims: JsonObject) => JsonObject,
	limit: Pick<Case, 'grant'> = {},
): Case {
	return {
		says: `id_token: ${says}`,
		...limit,
		idToken: (token) => ({ ...token, claims: { ...token.claims, ...change(token.claims) } }),
	};
}

/** Of a bank whose clock is not ours. */
function byClock(says: string, ahead: number): Case {
	return {
		...claims(`iat and exp ${says}, as the bank's clock is`, ({ iat, exp }) => ({
			...(iat !== undefined && { iat: Number(iat) + ahead }),
			exp: Number(exp) + ahead,
		})),
		ahead,
	};
}

function without(name: string): Case {
	return claims(`${name} absent`, () => ({ [name]: undefined }));
}

function asText(name: string): Case {
	return claims(`${name} a string`, (right) => ({ [name]: String(right[name]) }));
}

function another(name: string, grant: Grant): Case {
	const change = (right: JsonObject) => ({ [name]: `${String(right[name])}1` });
	return claims(`${name} altered, in answers to ${grant} alone`, change, { grant });
}

function inSeconds(seconds: number): number {
	return Math.floor(Date.now() / 1000) + seconds;
}
