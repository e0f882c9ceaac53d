import { constants, generateKeyPairSync, sign } from 'node:crypto';

import { signRequestJwt } from '../lib/jose/requestJwt';
import type { Signer } from '../lib/tpp';
import { median, type Score } from './report';

const rounds = 7;
const signatures = 400;

/** Compares signed request JWTs of `lib/` with plain signatures of node:crypto over the same number of bytes. */
export async function compareSigning(): Promise<Score[]> {
	const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
	const claims = {
		iss: 'software',
		aud: 'https://bank.example',
		software_statement: 'x'.repeat(1500),
	};
	const bytes = Buffer.from(JSON.stringify(claims));
	const candidates = {
		'request JWT of this package': () =>
			signRequestJwt(claims, { signer: { privateKey } as Signer, alg: 'PS256', kid: 'k' }),
		'node:crypto': async () =>
			sign('sha256', bytes, {
				key: privateKey,
				padding: constants.RSA_PKCS1_PSS_PADDING,
				saltLength: 32,
			}),
	};
	const perSecond = new Map(Object.keys(candidates).map((name) => [name, [] as number[]]));
	for (let round = 0; round < rounds; round++) {
		for (const [name, signOnce] of Object.entries(candidates)) {
			perSecond.get(name)!.push(await rate(signOnce));
		}
	}
	return [...perSecond].map(([candidate, rates]) => ({
		candidate,
		median: median(rates),
		unit: 'signatures/s',
	}));
}

async function rate(signOnce: () => Promise<unknown>): Promise<number> {
	const started = performance.now();
	for (let count = 0; count < signatures; count++) await signOnce();
	return signatures / ((performance.now() - started) / 1000);
}
