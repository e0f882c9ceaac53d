import type { Session } from '../../lib/oauth/session';
import type { Tpp } from '../../lib/tpp';
import { readAccountDataSettings } from '../../nodes/GetAccounts/settings';
import type { Item } from '../../nodes/shared/operation';
import { aTpp } from '../support/builders';

/** An item whose parameters have their default values. */
const item = {
	parameter: (_: string, fallback: unknown) => fallback,
	typeVersion: 1.1,
} as unknown as Item;

const aSession: Session = {
	bank: 'test-bank',
	environment: 'sandbox',
	clientId: 'client-1',
	accessToken: 'token-1',
	consentId: 'consent-1',
};

const hashOf = (session: Session, tpp: Tpp) =>
	readAccountDataSettings(item, 'balances', { tpp, session }).sessionHash;

const changedSessions: Array<Partial<Session>> = [
	{ bank: 'other-bank' },
	{ clientId: 'client-2' },
	{ accessToken: 'token-2' },
	{ consentId: 'consent-2' },
	{ consentId: undefined },
	{ psu: { id: 'psu-2' } },
	{ psu: { id: 'psu-2', context: 'corporate' } },
];

const changedTpps: Array<Partial<Tpp>> = [
	{ environment: 'production' },
	{ provider: 'other' },
	{ addresses: { issuer: 'https://auth.bank.example', resourceServer: 'https://b.example' } },
	{ tls: { certificatePem: 'another certificate' } },
];

describe('A list of accounts is not shared', () => {
	const tpp = aTpp();
	const original = hashOf(aSession, tpp);

	it.each(changedSessions)('with a session that has %j', (change) => {
		expect(hashOf({ ...aSession, ...change }, tpp)).not.toBe(original);
	});

	it.each(changedTpps)('with a credential that has %j', (change) => {
		expect(hashOf(aSession, { ...tpp, ...change })).not.toBe(original);
	});

	it('with a session whose members are divided in another way', () => {
		const one = { ...aSession, clientId: 'a', consentId: 'bc' };
		const other = { ...aSession, clientId: 'ab', consentId: 'c' };
		expect(hashOf(one, tpp)).not.toBe(hashOf(other, tpp));
	});
});

it('The same session of the same credential shares a list of accounts', () => {
	const tpp = aTpp();
	expect(hashOf({ ...aSession }, { ...tpp })).toBe(hashOf(aSession, tpp));
});
