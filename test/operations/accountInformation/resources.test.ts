import { ofProvider } from '../../../lib/banks/addresses';
import { coop } from '../../../lib/banks/cooperativeBank';
import { monese } from '../../../lib/banks/monese';
import { saltEdge } from '../../../lib/banks/saltEdge';
import { zopa } from '../../../lib/banks/zopa';
import {
	accountInformationAddress,
	accountRequest,
	accountResources,
	accountsRequest,
	assertOffered,
	type AccountResourceName,
} from '../../../lib/operations/accountInformation/resources';
import { aTpp, rejection } from '../../support/builders';

const tpp = aTpp();
const root = 'https://api.bank.example/open-banking/v4.0/aisp';
const headers = { Accept: 'application/json' };
const { balances, statements, transactions } = accountResources;

describe('Requests for account data', () => {
	it('ask for all accounts', () => {
		expect(accountsRequest(tpp)).toEqual({ method: 'GET', url: `${root}/accounts`, headers });
	});

	it.each([
		['accounts', ''],
		['balances', '/balances'],
		['beneficiaries', '/beneficiaries'],
		['directDebits', '/direct-debits'],
		['offers', '/offers'],
		['parties', '/parties'],
		['products', '/product'],
		['scheduledPayments', '/scheduled-payments'],
		['standingOrders', '/standing-orders'],
		['statements', '/statements'],
		['transactions', '/transactions'],
	] as const)('ask for the %s of one account where the standard has them', (name, path) => {
		const accountId = '500000000000000000000001';
		expect(accountRequest(tpp, accountResources[name], { accountId })).toEqual({
			method: 'GET',
			url: `${root}/accounts/${accountId}${path}`,
			headers,
		});
	});

	it('send booking dates without a time zone, as they are given', () => {
		const filter = {
			fromBookingDateTime: '2026-01-01T00:00:00',
			toBookingDateTime: '2026-02-01T00:00:00.999',
		};
		const { url } = accountRequest(tpp, transactions, { accountId: '1', filter });
		expect(Object.fromEntries(new URL(url).searchParams)).toEqual(filter);
	});

	it('send the dates of statements under their own names', () => {
		const filter = { fromStatementDateTime: '2026-01-01T00:00:00' };
		const { url } = accountRequest(tpp, statements, { accountId: '1', filter });
		expect(Object.fromEntries(new URL(url).searchParams)).toEqual(filter);
	});

	it('leave empty dates out', () => {
		const filter = { fromBookingDateTime: '', toBookingDateTime: undefined };
		expect(accountRequest(tpp, transactions, { accountId: '1', filter }).url).toBe(
			`${root}/accounts/1/transactions`,
		);
	});

	it.each(['../payments', 'a?x=1', 'a#b', 'a/b', 'a%2e', '%2e%2e', 'ü'])(
		'keep the account %s one segment of the path',
		(accountId) => {
			const { url } = accountRequest(tpp, balances, { accountId });
			const { pathname, search, hash } = new URL(url);
			const segments = pathname.split('/');
			expect({ search, hash, length: segments.length }).toEqual({
				search: '',
				hash: '',
				length: 7,
			});
			expect(decodeURIComponent(segments[5]!)).toBe(accountId);
		},
	);

	it.each([
		['', 'Account ID is empty.'],
		['  ', 'Account ID is empty.'],
		[undefined, 'Account ID is empty.'],
		['.', 'Account ID is ".".'],
		['..', 'Account ID is "..".'],
	])('are refused for the account %j', async (accountId, message) => {
		const act = () => accountRequest(tpp, balances, { accountId: accountId as string });
		expect(await rejection(act)).toEqual({
			code: 'OB_CONFIGURATION',
			message,
			field: 'Account ID',
			tppAction: 'fixRequest',
		});
	});

	it('need the address of the resource server', async () => {
		const act = () => accountInformationAddress(aTpp({ addresses: {} }), '/accounts');
		expect(await rejection(act)).toEqual({
			code: 'OB_CONFIGURATION',
			message: 'API Base URL is empty, and Test Bank publishes no address for this environment.',
			field: 'API Base URL',
			tppAction: 'fixCredential',
		});
	});
});

describe('What a bank offers', () => {
	it.each([
		[zopa, 'https://api.bank.example/open-banking/v4.0/aisp/accounts'],
		[monese, 'https://api.bank.example/open-banking/v3.1/aisp/accounts'],
		[coop, 'https://api.bank.example/apis/retail/open-banking/v3.1/aisp/accounts'],
		[
			ofProvider(saltEdge, 'demobank'),
			'https://api.bank.example/api/demobank/open-banking/v3.1/aisp/accounts',
		],
	])('lies where the bank has it: $name', (bank, url) => {
		expect(accountsRequest(aTpp({ bank })).url).toBe(url);
	});

	it('is refused in one sentence before anything is asked', async () => {
		expect(await rejection(() => assertOffered(aTpp({ bank: monese }), 'transactions'))).toEqual({
			code: 'OB_CONFIGURATION',
			message: 'Monese does not offer transactions; nothing was asked for.',
			field: 'Operation',
			tppAction: 'fixRequest',
		});
	});

	it.each(Object.keys(accountResources) as AccountResourceName[])(
		'is everything where the profile leaves nothing out: %s',
		(resource) => {
			expect(() => assertOffered(tpp, resource)).not.toThrow();
		},
	);
});
