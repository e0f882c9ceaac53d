import type { Case, Cases, Grant } from './case';
import type { JsonObject } from './jws';

/** Cases for claims of id_tokens that the bank signs (OpenID Connect Core §2, §3.3.2.11; OBIE security profile). */
export const claimCases: Cases = {
	'RV-02': claims('nonce altered', ({ nonce }) => ({ nonce: `${nonce}1` })),
	'RV-03': without('nonce'),
	'RV-05': without('s_hash'),
	'RV-06': claims('c_hash altered', ({ c_hash }) => ({ c_hash: `${c_hash}1` })),
	'RV-07': without('c_hash'),
	'RV-08': claims('iss altered', ({ iss }) => ({ iss: `${iss}1` })),
	'RV-09': without('iss'),
	'RV-11': without('aud'),
	'RV-12': claims('aud with an additional value, azp absent', ({ aud }) => ({
		aud: [aud, `${aud}1`],
	})),
	'RV-13': claims('aud an array with one value', ({ aud }) => ({ aud: [aud] })),
	'RV-14': claims('aud with an additional value, azp of another client', ({ aud }) => ({
		aud: [aud, `${aud}1`],
		azp: `${aud}1`,
	})),
	'RV-14-alone': claims('aud correct, azp of another client', ({ aud }) => ({
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
	'RV-67': claims('acr altered', () => ({ acr: 'urn:mace:incommon:iap:silver' })),
	'RV-67-absent': without('acr'),
	'TK-30': another('iss', 'refresh_token'),
	'TK-31': another('sub', 'refresh_token'),
	'TK-42-ahead': byClock('ten minutes ahead', 600),
	'TK-42-behind': byClock('two hours behind', -7200),
	'exp-milliseconds': claims('exp in milliseconds', ({ exp }) => ({ exp: Number(exp) * 1000 }), {
		grant: 'authorization_code',
	}),
	'no-nonce-with-tokens': claims('nonce absent', () => ({ nonce: undefined }), {
		grant: 'authorization_code',
	}),
	'no-consent-with-tokens': claims(
		'openbanking_intent_id absent',
		() => ({ openbanking_intent_id: undefined }),
		{ grant: 'authorization_code' },
	),
	'unknown-claim': claims('an unknown claim', () => ({ shoe_size: 42 })),
};

function claims(
	description: string,
	change: (claims: JsonObject) => JsonObject,
	limit: Pick<Case, 'grant'> = {},
): Case {
	return {
		description: `id_token: ${description}`,
		...limit,
		idToken: (token) => ({ ...token, claims: { ...token.claims, ...change(token.claims) } }),
	};
}

/** For a bank whose clock is wrong. */
function byClock(shift: string, ahead: number): Case {
	return {
		...claims(`iat and exp ${shift}, like the bank's clock`, ({ iat, exp }) => ({
			...(iat !== undefined && { iat: Number(iat) + ahead }),
			exp: Number(exp) + ahead,
		})),
		clockOffset: ahead,
	};
}

function without(name: string): Case {
	return claims(`${name} absent`, () => ({ [name]: undefined }));
}

function asText(name: string): Case {
	return claims(`${name} a string`, (correct) => ({ [name]: String(correct[name]) }));
}

function another(name: string, grant: Grant): Case {
	const change = (correct: JsonObject) => ({ [name]: `${String(correct[name])}1` });
	return claims(`${name} altered, only in responses to ${grant}`, change, { grant });
}

function inSeconds(seconds: number): number {
	return Math.floor(Date.now() / 1000) + seconds;
}
