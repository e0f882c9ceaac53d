import type { Case, Cases } from './case';
import { signatureCases } from './signature';
import type { Jws } from './jws';

const anotherIssuer = 'https://another.example';

/** Answers that are right in themselves, and not to this request (RFC 9700 §4.4, §4.5; OpenID Connect Core §15.5.2). */
export const otherResponseCases: Cases = {
	'RP-02': response('the one before, once more', (parameters, { former }) => {
		for (const name of [...parameters.keys()]) parameters.delete(name);
		for (const [name, value] of former) parameters.set(name, value);
	}),
	'RP-06': {
		...response('of another bank: its iss, its key', (parameters) => {
			if (parameters.has('code')) parameters.set('iss', anotherIssuer);
		}),
		idToken: byAnotherBank,
		jwtResponse: byAnotherBank,
	},
	'RP-07': response('the code of the one before', (parameters, { former }) =>
		parameters.set('code', former.get('code') ?? ''),
	),
	'RP-12': response('state as a list', (parameters) => {
		parameters.append('state[]', parameters.get('state') ?? '');
		parameters.append('state[]', 'another');
		parameters.delete('state');
	}),
	'RP-13': {
		...response('state __proto__', (parameters) => {
			if (parameters.has('state')) parameters.set('state', '__proto__');
		}),
		jwtResponse: (token) => ({ ...token, claims: { ...token.claims, state: '__proto__' } }),
	},
	'RP-30': response('the one before, with the new state', (parameters, { former }) => {
		for (const [name, value] of former) if (name !== 'state') parameters.set(name, value);
	}),
};

function response(says: string, change: NonNullable<Case['authorizationResponse']>): Case {
	return { says: `authorization response: ${says}`, authorizationResponse: change };
}

function byAnotherBank(token: Jws): Jws | string {
	const claims = { ...token.claims, iss: anotherIssuer };
	return signatureCases['foreign-key']!.idToken!({ ...token, claims });
}
