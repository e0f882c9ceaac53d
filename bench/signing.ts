import { constants, generateKeyPairSync, sign } from 'node:crypto';

import { signRequestJwt } from '../lib/jose/jws';
import type { Signer } from '../lib/tpp';
import { inTurns, millisecondsOf, spread } from './measure';
import { columnsOf, readable, type Table } from './report';

const rounds = 7;
const signatures = 400;

/** Compares signed request JWTs of `lib/` with plain signatures of node:crypto over the same number of bytes. */
export async function compareSigning(): Promise<Table> {
	const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
	const claims = {
		iss: 'software',
		aud: 'https://bank.example',
		software_statement: 'x'.repeat(1500),
	};
	const bytes = Buffer.from(JSON.stringify(claims));
	const rates = await inTurns(
		{
			'request JWT of this package': () =>
				rate(() =>
					signRequestJwt(claims, { signer: { privateKey } as Signer, alg: 'PS256', kid: 'k' }),
				),
			'node:crypto': () =>
				rate(() =>
					sign('sha256', bytes, {
						key: privateKey,
						padding: constants.RSA_PKCS1_PSS_PADDING,
						saltLength: 32,
					}),
				),
		},
		rounds,
	);
	const reference = spread(rates.get('node:crypto')!).median;
	return {
		title: 'PS256 signatures',
		note: 'Signatures per second with RSA 2048, one after another, with the same key object.',
		rows: [...rates].map(([client, all]) => ({
			client,
			...columnsOf(spread(all), 'a second'),
			ratio: readable(spread(all).median / reference),
			target: client === 'node:crypto' ? '' : 'at least 0.8',
		})),
	};
}

const rate = async (signOnce: () => unknown): Promise<number> =>
	signatures /
	((await millisecondsOf(async () => {
		for (let count = 0; count < signatures; count++) await signOnce();
	})) /
		1000);
