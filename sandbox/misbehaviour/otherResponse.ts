import type { Case, Cases } from './case';
import { signatureCases } from './signature';
import type { Jws } from './jws';

const anotherIssuer = 'https://another.example';

/** Cases with a valid response to another request (RFC 9700 §4.4, §4.5; OpenID Connect Core §15.5.2). */
export const otherResponseCases: Cases = {
	'RP-02': response('the previous one again', (parameters, { previous }) => {
		for (const name of [...parameters.keys()]) parameters.delete(name);
		for (const [name, value] of previous) parameters.set(name, value);
	}),
	'RP-06': {
		...response('of another bank, with its iss and its key', (parameters) => {
			if (parameters.has('code')) parameters.set('iss', anotherIssuer);
		}),
		idToken: byAnotherBank,
		jwtResponse: byAnotherBank,
	},
	'RP-07': response('the code of the previous one', (parameters, { previous }) =>
		parameters.set('code', previous.get('code') ?? ''),
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
	'RP-30': response('the previous one with the new state', (parameters, { previous }) => {
		for (const [name, value] of previous) if (name !== 'state') parameters.set(name, value);
	}),
};

function response(description: string, change: NonNullable<Case['authorizationResponse']>): Case {
	return { description: `authorization response: ${description}`, authorizationResponse: change };
}

function byAnotherBank(token: Jws): Jws | string {
	const claims = { ...token.claims, iss: anotherIssuer };
	return signatureCases['foreign-key']!.idToken!({ ...token, claims });
}
