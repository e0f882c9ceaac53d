import {
	accountInformationAddress,
	accountRequest,
	accountResources,
	accountsRequest,
} from '../../lib/operations/accountInformation';
import { aTpp, rejection } from '../support/builders';

const tpp = aTpp();
const root = 'https://api.bank.example/open-banking/v4.0/aisp';
const headers = { Accept: 'application/json' };
const { accounts, balances, transactions } = accountResources;

describe('Requests for account data', () => {
	it('ask for all accounts, for one, and for what lies below it', () => {
		const accountId = '500000000000000000000001';
		expect([
			accountsRequest(tpp),
			accountRequest(tpp, accounts, { accountId }),
			accountRequest(tpp, balances, { accountId }),
			accountRequest(tpp, transactions, { accountId }),
		]).toEqual([
			{ method: 'GET', url: `${root}/accounts`, headers },
			{ method: 'GET', url: `${root}/accounts/${accountId}`, headers },
			{ method: 'GET', url: `${root}/accounts/${accountId}/balances`, headers },
			{ method: 'GET', url: `${root}/accounts/${accountId}/transactions`, headers },
		]);
	});

	it('send booking dates without a time zone, as they are given', () => {
		const filter = {
			fromBookingDateTime: '2026-01-01T00:00:00',
			toBookingDateTime: '2026-02-01T00:00:00.999',
		};
		const { url } = accountRequest(tpp, transactions, { accountId: '1', filter });
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
