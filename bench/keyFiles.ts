import { createSecureContext } from 'node:tls';

import { OpenBankingApi } from '../credentials/OpenBankingApi.credentials';
import { readPfx } from '../lib/certificates/pfx';
import { startEmbeddedBank } from '../sandbox/startEmbeddedBank';
import { localCredential } from '../scripts/localCredential';
import { written } from '../test/certificates/tools';
import { aCertificate } from '../test/support/certificates';
import { fileReferences } from '../test/support/identityReferences';
import { inTurns, millisecondsOf, spread } from './measure';
import { columnsOf, type Row } from './report';

const rounds = 41;

const tripleDes = ['-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES'];

/**
 * The default of OpenSSL, and that of Windows and older programs, both with 2048 iterations. The last ones are what
 * node:crypto helps least with.
 */
const encryptions = {
	'PFX file of OpenSSL': [],
	'PFX file with 3DES': [...tripleDes, '-macalg', 'sha1'],
	'PFX file with 3DES, SHA-256 and 100,000 iterations': [
		...tripleDes,
		...['-macalg', 'sha256', '-iter', '100000'],
	],
	'PFX file with 3DES, SHA-256 and 300,000 iterations': [
		...tripleDes,
		...['-macalg', 'sha256', '-iter', '300000'],
	],
};

/** Compares reading PFX files with OpenSSL's own reading. */
export async function compareKeyFiles(): Promise<Row[]> {
	const { keyPem, certificatePem } = aCertificate();
	const passphrase = 'a passphrase';
	const rows: Row[] = [];
	for (const [name, encryption] of Object.entries(encryptions)) {
		const options = [...encryption, '-passout', `pass:${passphrase}`, '-out', 'out'];
		const pfx = written('out', [['openssl', 'pkcs12', '-export', '-in', 'all.pem', ...options]], {
			'all.pem': keyPem + certificatePem,
		});
		const text = pfx.toString('base64');
		const compared = await alternate({
			[`${name}, read by this package`]: () => readPfx(text, passphrase, fileReferences),
			[`${name}, read by node:tls`]: () =>
				// Without `ca`, it would parse the public authorities, too.
				createSecureContext({ pfx, passphrase, ca: [] }),
		});
		rows.push(...compared);
	}
	return rows;
}

/** Measures what the credential adds to a request of the HTTP Request node, after it has read its certificates once. */
export async function measureAuthenticate(): Promise<Row[]> {
	const bank = await startEmbeddedBank({});
	try {
		const credential = localCredential(bank, 'zopa');
		const api = new OpenBankingApi();
		const request = { url: bank.mtlsAddress, headers: { Authorization: 'Bearer token' } };
		return await alternate({
			'Credential, added to a request of the HTTP Request node': () =>
				api.authenticate(credential, request),
		});
	} finally {
		await bank.stop();
	}
}

async function alternate(candidates: Record<string, () => unknown>): Promise<Row[]> {
	const timed = Object.entries(candidates).map(
		([name, run]) => [name, () => millisecondsOf(run)] as const,
	);
	const times = await inTurns(Object.fromEntries(timed), rounds);
	return [...times].map(([what, all]) => ({
		what,
		...columnsOf(spread(all), 'ms'),
		target: '',
	}));
}
