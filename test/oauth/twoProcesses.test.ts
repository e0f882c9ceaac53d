import { clearCaches } from '../../lib/expiringCache';
import { withToken } from '../../lib/oauth/bearer';
import { refreshSession, sessionTokens } from '../../lib/oauth/refresh';
import type { Session } from '../../lib/oauth/session';
import { closeConnections } from '../../lib/transport/agents';
import type { Guise } from '../../sandbox/guise';
import { startEmbeddedBank, type EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { rejection } from '../support/builders';
import { atZopa, type Party } from './misbehaviour/party';

/*
 * Another process does not know the sessions that this one has refreshed. Clearing the caches makes this process another
 * one.
 */

let bank: EmbeddedBank;
let party: Party;

afterEach(async () => {
	closeConnections();
	await bank.stop();
});

/** Returns a session at a bank that treats used refresh tokens in this way. */
async function sessionAt(usedRefreshTokens: Guise['usedRefreshTokens']): Promise<Session> {
	clearCaches();
	bank = await startEmbeddedBank({ accounts: 1, transactions: 1, guise: { usedRefreshTokens } });
	party = await atZopa(bank);
	return (await party.exchange(await party.approved())).session;
}

/** Refreshes a session in a process that starts for it. */
async function refreshInAnotherProcess(session: Session): Promise<Session> {
	clearCaches();
	return await refreshSession(party.connection, session);
}

/** Returns the status with which the bank responds to the access token of a session. */
async function statusOfAccounts(session: Session): Promise<number> {
	const { connection } = party;
	const url = `${bank.banks.zopa.accountInformation}/accounts`;
	const get = withToken(connection.send, sessionTokens(connection, session));
	return (await get({ method: 'GET', url, headers: { accept: 'application/json' } } as never))
		.status;
}

const refusal = {
	code: 'OB_ASPSP',
	tppAction: 'reauthenticate',
	requestOutcome: 'refused',
	errorCodes: ['invalid_grant'],
	message: expect.stringMatching(
		/If another execution has refreshed this session, use the session that it stored\. Otherwise, send the PSU through authorisation again for the same consent\.$/,
	),
};

it('the second process to refresh a session learns that another one may have refreshed it (F-10)', async () => {
	const session = await sessionAt('refused');
	const winner = await refreshInAnotherProcess(session);
	expect(await rejection(() => refreshInAnotherProcess(session))).toMatchObject(refusal);
	clearCaches();
	expect(await statusOfAccounts(winner)).toBe(200);
	expect(await refreshInAnotherProcess(winner)).toMatchObject({ consentId: session.consentId });
});

it('both processes get a session at a bank that accepts a refresh token again (F-10)', async () => {
	const session = await sessionAt('accepted');
	const both = [await refreshInAnotherProcess(session), await refreshInAnotherProcess(session)];
	expect(both[0]!.accessToken).not.toBe(both[1]!.accessToken);
	clearCaches();
	expect(await Promise.all(both.map(statusOfAccounts))).toEqual([200, 200]);
});

it('a bank that withdraws all tokens ends the session of both, and the error says what to do (F-10)', async () => {
	const session = await sessionAt(undefined);
	const winner = await refreshInAnotherProcess(session);
	for (const either of [session, winner])
		expect(await rejection(() => refreshInAnotherProcess(either))).toMatchObject(refusal);
});
