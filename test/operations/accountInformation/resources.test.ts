import { ofProvider } from '../../../lib/banks/addresses';
import { coop } from '../../../lib/banks/cooperativeBank';
import { monese } from '../../../lib/banks/monese';
import { saltEdge } from '../../../lib/banks/saltEdge';
import { zopa } from '../../../lib/banks/zopa';
import { AspspError } from '../../../lib/errors';
import {
	accountInformationUrl,
	accountRequest,
	accountResources,
	assertProvided,
	isOfCards,
	withStepUpAdvice,
	type AccountResourceName,
} from '../../../lib/operations/accountInformation/resources';
import { aTpp, rejection } from '../../support/builders';

const tpp = aTpp();
const root = 'https://api.bank.example/open-banking/v4.0/aisp';
const headers = { Accept: 'application/json' };

describe('Requests for account data', () => {
	it('read all accounts', () => {
		expect(accountRequest(tpp, 'accounts')).toEqual({
			method: 'GET',
			url: `${root}/accounts`,
			headers,
		});
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
	] as const)('read the %s of one account at the path of the standard', (name, path) => {
		const accountId = '500000000000000000000001';
		expect(accountRequest(tpp, name, { accountId })).toEqual({
			method: 'GET',
			url: `${root}/accounts/${accountId}${path}`,
			headers,
		});
	});

	it('send booking dates without a time zone, unchanged (BB-26)', () => {
		const filter = {
			fromBookingDateTime: '2026-01-01T00:00:00',
			toBookingDateTime: '2026-02-01T00:00:00.999',
		};
		const { url } = accountRequest(tpp, 'transactions', { accountId: '1', filter });
		expect(Object.fromEntries(new URL(url).searchParams)).toEqual(filter);
	});

	it('send the dates of statements under their own names', () => {
		const filter = { fromStatementDateTime: '2026-01-01T00:00:00' };
		const { url } = accountRequest(tpp, 'statements', { accountId: '1', filter });
		expect(Object.fromEntries(new URL(url).searchParams)).toEqual(filter);
	});

	it('omit empty dates', () => {
		const filter = { fromBookingDateTime: '', toBookingDateTime: undefined };
		expect(accountRequest(tpp, 'transactions', { accountId: '1', filter }).url).toBe(
			`${root}/accounts/1/transactions`,
		);
	});

	it.each(['../payments', 'a?x=1', 'a#b', 'a/b', 'a%2e', '%2e%2e', 'ü'])(
		'keep the account %s one segment of the path (LK-17)',
		(accountId) => {
			const { url } = accountRequest(tpp, 'balances', { accountId });
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
		['', 'The account ID is empty.'],
		['  ', 'The account ID is empty.'],
		[undefined, 'The account ID is empty.'],
		['.', '"." is not a valid account ID.'],
		['..', '".." is not a valid account ID.'],
		['half of an emoji \ud83d', '"half of an emoji \ud83d" is not a valid account ID.'],
	])('are rejected for the account %j', async (accountId, message) => {
		const act = () => accountRequest(tpp, 'balances', { accountId: accountId as string });
		expect(await rejection(act)).toEqual({
			code: 'OB_CONFIGURATION',
			message,
			field: { in: 'parameters', key: 'accountId' },
			tppAction: 'fixRequest',
		});
	});

	it('need the address of the resource server', async () => {
		const act = () => accountInformationUrl(aTpp({ addresses: {} }), '/accounts');
		expect(await rejection(act)).toEqual({
			code: 'OB_CONFIGURATION',
			message: 'The API base URL is missing, and Test Bank publishes none for this environment.',
			field: { in: 'credential', key: 'apiBaseUrl' },
			tppAction: 'fixCredential',
		});
	});
});

describe('The resources of a bank', () => {
	it.each([
		[zopa, 'https://api.bank.example/open-banking/v4.0/aisp/accounts'],
		[monese, 'https://api.bank.example/open-banking/v3.1/aisp/accounts'],
		[coop, 'https://api.bank.example/apis/retail/open-banking/v3.1/aisp/accounts'],
		[
			ofProvider(saltEdge, 'demobank'),
			'https://api.bank.example/api/demobank/open-banking/v3.1/aisp/accounts',
		],
	])('have the URLs of the bank: $name', (bank, url) => {
		expect(accountRequest(aTpp({ bank }), 'accounts').url).toBe(url);
	});

	it('are rejected without a request if the bank does not provide them', async () => {
		expect(await rejection(() => assertProvided(aTpp({ bank: coop }), 'statements'))).toEqual({
			code: 'OB_CONFIGURATION',
			message: 'The Co-operative Bank does not provide statements. No request was sent.',
			field: { in: 'parameters', key: 'operation' },
			tppAction: 'fixRequest',
		});
	});

	it.each(
		(Object.keys(accountResources) as AccountResourceName[]).filter((name) => !isOfCards(name)),
	)('are accepted if the profile excludes nothing: %s', (resource) => {
		expect(() => assertProvided(tpp, resource)).not.toThrow();
	});
});

const now = new Date('2026-06-30T00:00:00Z');
const forbidden = (...errorCodes: string[]) =>
	new AspspError('The bank responded with 403. Create a new consent.', {
		httpStatus: 403,
		errorCodes,
		summary: 'The bank responded with 403.',
		tppAction: 'reconsent',
	});
const withoutCode = forbidden();
const atCoop = aTpp({ bank: coop });
const advised = (resource: AccountResourceName, from?: string, error = withoutCode) =>
	withStepUpAdvice(error, atCoop, { resource, filter: { fromBookingDateTime: from }, now });

const behindStepUp: AccountResourceName[] = ['directDebits', 'scheduledPayments', 'standingOrders'];

it.each(behindStepUp)('An error for %s suggests step-up', (resource) => {
	const { message, tppAction, details } = advised(resource);
	expect(message).toBe(
		`The bank responded with 403. The Co-operative Bank provides ${accountResources[resource].label} only after step-up authentication.`,
	);
	expect({ tppAction, details }).toMatchObject({
		tppAction: 'reauthenticate',
		details: { httpStatus: 403, suggestion: 'stepUp' },
	});
});

it.each([
	['without a first day', undefined],
	['from 91 days ago', '2026-03-31T00:00:00'],
])('So does an error for transactions %s', (_, from) => {
	expect(advised('transactions', from).message).toContain('transactions older than 90 days only');
});

it('An error for transactions of the last 90 days does not change', () => {
	expect(advised('transactions', '2026-04-02T00:00:00')).toBe(withoutCode);
});

it.each(['accounts', 'balances'] as const)('Nor does an error for %s', (resource) => {
	expect(advised(resource)).toBe(withoutCode);
});

it('An error with the code for reauthentication suggests step-up', () => {
	expect(advised('directDebits', undefined, forbidden('UK.OBIE.Reauthenticate')).message).toContain(
		'only after step-up authentication',
	);
});

it.each(['UK.OBIE.Resource.ConsentMismatch', 'UK.OBIE.Resource.InvalidConsentStatus'])(
	'An error with the code %s does not change',
	(code) => {
		const error = forbidden(code);
		expect(advised('directDebits', undefined, error)).toBe(error);
	},
);

it('An error with another status does not change', () => {
	const error = new AspspError('The bank responded with 400.', { httpStatus: 400 });
	expect(advised('directDebits', undefined, error)).toBe(error);
});

it('An error of a bank without step-up does not change', () => {
	const read = { resource: 'directDebits', filter: {}, now } as const;
	expect(withStepUpAdvice(withoutCode, aTpp({ bank: zopa }), read)).toBe(withoutCode);
});
