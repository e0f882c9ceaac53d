import { createSecureContext } from 'node:tls';

import { OpenBankingApi } from '../credentials/OpenBankingApi.credentials';
import { readPfx } from '../lib/certificates/pfx';
import { startEmbeddedBank } from '../sandbox/startEmbeddedBank';
import { localCredential } from '../scripts/localCredential';
import { written } from '../test/certificates/tools';
import { aCertificate } from '../test/support/certificates';
import { fileReferences } from '../test/support/identityReferences';
import { median, type Score } from './report';

const rounds = 41;

/** Compares reading a PFX file as OpenSSL writes it by default (2048 iterations) with OpenSSL's own reading. */
export async function compareKeyFiles(): Promise<Score[]> {
	const { keyPem, certificatePem } = aCertificate();
	const passphrase = 'a passphrase';
	const options = ['-export', '-in', 'all.pem', '-passout', `pass:${passphrase}`, '-out', 'out'];
	const pfx = written('out', [['openssl', 'pkcs12', ...options]], {
		'all.pem': keyPem + certificatePem,
	});
	const text = pfx.toString('base64');
	return await alternate({
		'this package': () => readPfx(text, passphrase, fileReferences),
		'node:tls': () => createSecureContext({ pfx, passphrase }),
	});
}

/** Measures what the credential adds to a request of the HTTP Request node, after it has read its certificates once. */
export async function measureAuthenticate(): Promise<Score[]> {
	const bank = await startEmbeddedBank({});
	try {
		const credential = localCredential(bank, 'zopa');
		const api = new OpenBankingApi();
		const request = { url: bank.mtlsAddress, headers: { Authorization: 'Bearer token' } };
		return await alternate({ authenticate: () => api.authenticate(credential, request) });
	} finally {
		await bank.stop();
	}
}

/** Runs the candidates in turns. The first round only warms up. */
async function alternate(candidates: Record<string, () => unknown>): Promise<Score[]> {
	const times = new Map(Object.keys(candidates).map((name) => [name, [] as number[]]));
	for (let round = 0; round <= rounds; round++) {
		for (const [name, run] of Object.entries(candidates)) {
			const started = performance.now();
			await run();
			if (round > 0) times.get(name)!.push(performance.now() - started);
		}
	}
	return [...times].map(([candidate, values]) => ({
		candidate,
		median: median(values),
		unit: 'ms',
		fastest: Number(Math.min(...values).toPrecision(3)),
		slowest: Number(Math.max(...values).toPrecision(3)),
	}));
}
