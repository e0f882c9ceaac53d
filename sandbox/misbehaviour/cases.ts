import { authorizationResponseCases } from './authorizationResponse';
import type { Case, Cases } from './case';
import { claimCases } from './claims';
import { discoveryCases } from './discovery';
import { encryptionCases } from './encryption';
import { jwtResponseCases } from './jwtResponse';
import { keyCases } from './keys';
import { otherResponseCases } from './otherResponse';
import { pushedCases } from './pushed';
import { signatureCases } from './signature';
import { tokenCases } from './tokens';

/** All cases by name. */
export const cases: Cases = {
	...claimCases,
	...signatureCases,
	...encryptionCases,
	...authorizationResponseCases,
	...jwtResponseCases,
	...otherResponseCases,
	...pushedCases,
	...tokenCases,
	...discoveryCases,
	...keyCases,
};

/** Returns the case of that name, or undefined. */
export function findCase(name: unknown): Case | undefined {
	return typeof name === 'string' && Object.hasOwn(cases, name) ? cases[name] : undefined;
}

/** Returns one line per case, for `--help`. */
export function listOfCases(): string {
	return Object.entries(cases)
		.map(([name, { description }]) => `  ${name.padEnd(28)} ${description}\n`)
		.join('');
}
