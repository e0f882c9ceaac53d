import type { IDataObject } from 'n8n-workflow';
import pMap from 'p-map';

import { openSession, sealSession, withClientOf } from '../lib/oauth/session';
import { toTpp } from '../nodes/shared/credential';
import type { CredentialFields } from '../nodes/shared/credentialFields';
import { psuApproves } from '../sandbox/psu';
import { startEmbeddedBank, type EmbeddedBank } from '../sandbox/startEmbeddedBank';
import { localCredential } from '../scripts/localCredential';
import { millisecondsOf } from './measure';
import { openPolling, outputOf, type Polling } from './polling';
import { readable, type Row } from './report';

/** Reads the accounts of many sessions that have all expired, each of a consent of its own. */
export async function measureRefreshes(sessions: number): Promise<Row[]> {
	const bank = await startEmbeddedBank({ accounts: 1, transactions: 1 });
	try {
		const polling = await openPolling(bank);
		const expired = await expiredSessions(bank, polling, sessions);
		await bank.resetStatistics();
		let renewed: IDataObject[] = [];
		const milliseconds = await millisecondsOf(async () => {
			const parameters = { ...polling.client, session: '={{ $json.session }}', returnAll: true };
			renewed = outputOf(await polling.execute('getAccounts', parameters, expired), 1);
		});
		const { requests } = (await bank.statistics()).listeners.mtls;
		// Each session also reads its list of accounts.
		const refreshes = requests - sessions;
		const distinct = new Set(renewed.map(({ session }) => session)).size;
		if (refreshes !== sessions || distinct !== sessions) {
			throw new Error(`${refreshes} refreshes brought ${distinct} of ${sessions} sessions.`);
		}
		return [
			row(`${sessions} expired sessions, refreshed and read`, `${readable(milliseconds)} ms`, ''),
			row('Refreshes of these sessions', String(refreshes), String(sessions)),
			row('Renewed sessions in the second output', String(distinct), String(sessions)),
		];
	} finally {
		await bank.stop();
	}
}

const row = (what: string, median: string, target: string): Row => ({
	what,
	median,
	range: '',
	target,
});

/** Lets the PSU approve a consent for each session, and dates the end of their access tokens back. */
async function expiredSessions(
	bank: EmbeddedBank,
	{ execute, client }: Polling,
	count: number,
): Promise<IDataObject[]> {
	const empty = Array.from({ length: count }, () => ({}));
	const consents = outputOf(await execute('createConsent', client, empty));
	const redirects = await pMap(
		consents,
		async ({ authorizationUrl }) => ({
			redirectResponse: await psuApproves(String(authorizationUrl), { user: 'rora', ca: bank.ca }),
		}),
		{ concurrency: 4 },
	);
	const parameters = { ...client, redirectResponse: '={{ $json.redirectResponse }}' };
	const tokens = outputOf(await execute('getToken', parameters, redirects));
	const fields = localCredential(bank, 'zopa') as unknown as CredentialFields;
	const tpp = await toTpp(fields, new Date());
	return await pMap(tokens, async ({ session: sealed }) => {
		const session = await openSession(String(sealed), tpp);
		const { session: resealed } = await sealSession(
			{ ...session, expiresAt: new Date(0).toISOString() },
			withClientOf(tpp, session),
		);
		return { session: resealed };
	});
}
