import type { AccountCursor } from '../../../lib/operations/accountInformation/accountCursor';
import { findKnownToVersion1 } from '../../../lib/operations/accountInformation/earlierCursors';
import type { KnownPending } from '../../../lib/operations/accountInformation/pendingTransactions';
import { shortHash } from '../../../lib/hash';
import {
	identificationOf,
	type ListedAccount,
} from '../../../lib/operations/accountInformation/listedAccount';
import {
	accountHash,
	advanceCursor,
	assertSameAccounts,
	identificationHash,
	newCursor,
	readCursor,
	withPresentIds,
	writeCursor,
	type TransactionCursor,
} from '../../../lib/operations/accountInformation/transactionCursor';
import {
	maxDetails,
	maxTime,
} from '../../../lib/operations/accountInformation/transactionFingerprint';
import type { Tpp } from '../../../lib/tpp';
import { aBank, aTpp, rejection } from '../../support/builders';
import { aTransaction, daysAgo, idsOf, polls, today } from './transactionBuilders';

const tpp = aTpp();
const consentId = 'consent-1';

/** Returns the cursor of an account with this many booked transactions, on the first days of the window. */
const accountCursor = (count: number, windowStart = today - 7): AccountCursor => ({
	windowStart,
	lastRun: today,
	identifyBy: 'transactionId',
	reusesIds: false,
	booked: Array.from({ length: count }, (_, index) => {
		const day = windowStart + (index % 8);
		const identity = String(index).padStart(8, 'f');
		return {
			...{ identity, details: index, day, keptSince: day, isListed: true },
			...{ time: 0, isGone: false },
		};
	}),
	pending: [],
});

const pending: KnownPending = {
	...{ identity: 'pppppppp', day: undefined, since: today - 9, lastDay: today },
	...{ isListed: true, isReturned: true },
};

const cursorOf = (read: Array<[string, AccountCursor]>, consent = consentId) =>
	advanceCursor(newCursor(consent), new Map(read), { consentId: consent, today });

const stored =
	'v5.UWgyvkCqdUjfI_tJ-8vaWgpDsaltsalt.ypdcsc-wAFArUDIAAAAAAH3333339AAAUCsAAH3333339QABUCwAAA.676AyVNwAFAUUDIAAAAAAaaaaaaaaQYAAFA0UCs';

const text = writeCursor(cursorOf([['1', accountCursor(20)]]), tpp);

const invalid = (problem: string) => ({
	code: 'OB_CONFIGURATION',
	message: `The cursor ${problem}. Enter the unchanged cursor of the previous run, or leave it empty to start again with the initial history.`,
	field: { in: 'parameters', key: 'cursor' },
	tppAction: 'fixRequest',
});

describe('A cursor', () => {
	it('is read as it was written', () => {
		const cursor = cursorOf([
			['1', accountCursor(3)],
			['2', accountCursor(0)],
			['3', accountCursor(500, 0)],
			[
				'4',
				{
					...accountCursor(1),
					pending: [pending, { ...pending, day: today, isListed: false, isReturned: false }],
				},
			],
			['5', { ...accountCursor(0), identifyBy: 'content', reusesIds: true }],
			['6', { ...accountCursor(0), lastPending: today - 3, isLimited: true }],
			[
				'7',
				{
					...accountCursor(2),
					...{ departed: { since: today - 300, lastDay: today }, identification: 'idid' },
				},
			],
			['8', { ...accountCursor(2), identification: 'idid', pending: [pending] }],
		]);
		expect(readCursor(writeCursor(cursor, tpp), tpp)).toEqual(cursor);
	});

	it('is read as it was written when it contains no account', () => {
		expect(readCursor(writeCursor(newCursor(undefined), tpp), tpp).accounts.size).toBe(0);
	});

	it('is read as it was written with transactions that have no date or are missing', () => {
		const [known] = accountCursor(1).booked;
		const booked = [
			{ ...known!, day: undefined, details: maxDetails },
			{ ...known!, isListed: false, details: maxDetails },
			{ ...known!, time: maxTime, details: maxDetails },
			{ ...known!, isGone: true, details: maxDetails },
		];
		const cursor = cursorOf([['1', { ...accountCursor(0), booked }]]);
		expect(readCursor(writeCursor(cursor, tpp), tpp)).toEqual(cursor);
	});

	it('has the format of stored cursors', () => {
		const cursor = advanceCursor(
			{ salt: 'saltsalt', consentHash: '', accounts: new Map() },
			new Map([
				['1', { ...accountCursor(2, 20_523), lastRun: 20_530 }],
				['2', { ...accountCursor(0, 20_500), lastRun: 20_530, pending: [pending] }],
			]),
			{ consentId, today: 20_530 },
		);
		expect(writeCursor(cursor, tpp)).toBe(stored);
		expect(readCursor(stored, tpp)).toEqual(cursor);
	});

	it('keeps a day of the far future in the future', () => {
		const [known] = accountCursor(1).booked;
		const booked = [{ ...known!, day: 2_000_000, keptSince: 2_000_000 }];
		const cursor = cursorOf([['1', { ...accountCursor(0), booked }]]);
		const read = readCursor(writeCursor(cursor, tpp), tpp);
		expect([...read.accounts.values()][0]!.booked[0]!.day).toBe(2 ** 16 - 1);
	});

	it('contains no account, consent or bank as plain text, and only characters that every table can store', () => {
		const accountId = '500100000000000000000001';
		const written = writeCursor(cursorOf([[accountId, accountCursor(2)]], 'aac-123'), tpp);
		for (const secret of [accountId, 'aac-123', 'test-bank']) expect(written).not.toContain(secret);
		expect(written).toMatch(/^v5\.[\w.-]+$/);
	});

	it('is different for every first run', () => {
		expect(accountHash(newCursor(consentId), '1')).not.toBe(accountHash(newCursor(consentId), '1'));
	});

	it('can be read with another key, client and certificate', () => {
		expect(readCursor(text, aTpp({ client: undefined, sealingSecrets: [] })).accounts.size).toBe(1);
	});

	it.each([
		[1, 20, 382],
		[1, 100, 1662],
		[10, 100, 16_305],
		[100, 100, 162_735],
		[1, 1000, 16_062],
	])('of %i accounts with %i transactions in the window has %i characters', (count, each, size) => {
		const read = Array.from(
			{ length: count },
			(_, index) => [`${index}`, { ...accountCursor(each), identification: 'idid' }] as const,
		);
		expect(writeCursor(cursorOf(read.map(([id, of]) => [id, of])), tpp)).toHaveLength(size);
	});
});

describe('An invalid cursor is rejected', () => {
	it.each([
		'null',
		'undefined',
		'[object Object]',
		'eyJhbGciOiJkaXIifQ..a.b.c',
		' v1',
		'0',
		'w1.aaaa',
	])('when it is something else: %s', async (other) => {
		expect(await rejection(() => readCursor(other, tpp))).toEqual(
			invalid('was not created by this package'),
		);
	});

	it.each([
		['cut off', text.slice(0, -10)],
		['cut off at an account', text.slice(0, 35)],
		['all but nothing', 'v5.'],
		['with a character changed', text.replace(/.$/, (last) => (last === '0' ? '1' : '0'))],
		['with its letters made small', text.toLowerCase()],
		['with a line break', `${text.slice(0, 80)}\n${text.slice(80)}`],
		['with more behind it', `${text}0000000000`],
		['twice', `${text}${text}`],
		['with a forged check', `v5.${'a'.repeat(32)}.${'a'.repeat(12)}`],
	])('when it was changed: %s', async (_, altered) => {
		expect(await rejection(() => readCursor(altered, tpp))).toEqual(
			invalid('was changed or cut off'),
		);
	});

	it('when an account was cut off and the check computed again', async () => {
		const [head] = text.slice('v5.'.length + 8).split('.');
		const content = `${head}.${'a'.repeat(8)}AAAAAA`;
		const cut = `v5.${shortHash('v5', content)}${content}`;
		expect(await rejection(() => readCursor(cut, tpp))).toEqual(invalid('was changed or cut off'));
	});

	it('when it has another version', async () => {
		expect(await rejection(() => readCursor(text.replace('v5', 'v6'), tpp))).toEqual(
			invalid('was created by another version of this package'),
		);
	});

	const elsewhere: Array<[string, Partial<Tpp>]> = [
		['bank', { bank: aBank({ id: 'other' }) }],
		['environment', { environment: 'production' }],
		['issuer', { addresses: { issuer: 'https://other.example' } }],
		['provider', { provider: 'other' }],
	];
	it.each(elsewhere)('when it belongs to another %s', async (_, changes) => {
		expect(await rejection(() => readCursor(text, { ...tpp, ...changes }))).toEqual(
			invalid('belongs to another bank or environment'),
		);
	});

	it('but not when the bank has moved and its profile names the earlier issuer', async () => {
		const { issuer } = tpp.addresses;
		const addresses = { ...tpp.addresses, issuer: 'https://moved.example' };
		const moved = { ...tpp, addresses: { ...addresses, earlierIssuers: [issuer!] } };
		expect(readCursor(text, moved)).toEqual(readCursor(text, tpp));
		expect(await rejection(() => readCursor(text, { ...tpp, addresses }))).toEqual(
			invalid('belongs to another bank or environment'),
		);
	});

	it('when it is very long and wrong at its end', async () => {
		const long = writeCursor(cursorOf([['1', accountCursor(100_000)]]), tpp);
		expect(readCursor(long, tpp).accounts.size).toBe(1);
		expect((await rejection(() => readCursor(`${long}?`, tpp))).message).toMatch(/was changed/);
	});
});

describe('A cursor of another consent', () => {
	const cursor = cursorOf([
		['1', accountCursor(1)],
		['2', accountCursor(1)],
	]);

	it('is accepted when it contains one of the accounts: a new consent may keep their IDs', () => {
		expect(() => assertSameAccounts(cursor, ['3', '2'], 'consent-2')).not.toThrow();
	});

	it('is rejected when it contains none of them: it was stored for another PSU', async () => {
		for (const other of ['consent-2', undefined]) {
			expect(await rejection(() => assertSameAccounts(cursor, ['3', '4'], other))).toEqual(
				invalid('belongs to another consent and contains none of the accounts of this session'),
			);
		}
	});

	it('is accepted for the same consent with any accounts', () => {
		expect(() => assertSameAccounts(cursor, ['3'], consentId)).not.toThrow();
	});

	it('is accepted when there is nothing to compare', () => {
		expect(() => assertSameAccounts(cursor, [], 'consent-2')).not.toThrow();
		expect(() => assertSameAccounts(newCursor(consentId), ['3'], 'consent-2')).not.toThrow();
	});

	it('belongs to the new consent after the next run', () => {
		const next = advanceCursor(cursor, new Map(), { consentId: 'consent-2', today });
		expect(() => assertSameAccounts(next, ['3'], 'consent-2')).not.toThrow();
	});
});

describe('The cursor after a run', () => {
	const before = cursorOf([
		['1', accountCursor(1)],
		['2', accountCursor(2)],
	]);
	const next = (read: Array<[string, AccountCursor]>, days = 0) =>
		advanceCursor(before, new Map(read), { consentId, today: today + days });
	const of = (cursor: ReturnType<typeof next>, id: string) =>
		cursor.accounts.get(accountHash(cursor, id));

	it('contains a new account', () => {
		expect(of(next([['3', accountCursor(3)]]), '3')).toEqual(accountCursor(3));
	});

	it('keeps an account that was not read', () => {
		const after = next([['1', accountCursor(5, today)]], 300);
		expect(of(after, '1')).toEqual(accountCursor(5, today));
		expect(of(after, '2')).toEqual(accountCursor(2));
	});

	it('drops an account that was not read for thirteen months', () => {
		const after = next([['1', accountCursor(5, today)]], 396);
		expect([of(after, '1'), of(after, '2')]).toEqual([accountCursor(5, today), undefined]);
	});

	it('keeps an account whose first run failed, however long its initial history is', () => {
		const failed = cursorOf([['1', accountCursor(0, today - 3650)]]);
		const after = advanceCursor(failed, new Map(), { consentId, today: today + 1 });
		expect(after.accounts).toEqual(failed.accounts);
	});
});

it('A cursor of version 4 is continued', () => {
	expect(readCursor(stored.replace(/^v5.{9}/, 'v4.3wb8al6i'), tpp)).toEqual(
		readCursor(stored, tpp),
	);
});

it('A cursor of version 3 is continued', () => {
	const cursor = readCursor(
		'v3.aYtbGY6gdUjfI_tJ-8vaWgpDsaltsalt.ypdcsc-wAFArUDIAAAAAAH3333339AAAUCt999999_UAAVAs.676AyVNwAFAUUDIAAAAAAaaaaaaaaQIAAFA0',
		tpp,
	);
	const account = (id: string) => cursor.accounts.get(accountHash(cursor, id));
	expect(account('1')).toEqual({ ...accountCursor(2, 20_523), lastRun: 20_530 });
	expect(account('2')).toEqual({
		...accountCursor(0, 20_500),
		...{ lastRun: 20_530, pending: [{ ...pending, since: pending.lastDay }] },
	});
});

describe('A cursor of version 2', () => {
	const cursor = readCursor(
		'v2.zappIuqodUjfI_tJ-8vaWgpDsaltsalt.ypdcsc-wAFArUDIAAH3333339AAAUCt999999_UAAVAs.676AyVNwAFAUUDIAAaaaaaaaaf___wIAAFArUDQ',
		tpp,
	);

	it('is continued', () => {
		const account = (id: string) => cursor.accounts.get(accountHash(cursor, id));
		const { lastPending: _, ...one } = account('1')!;
		expect(one).toEqual({ ...accountCursor(2, 20_523), lastRun: 20_530 });
	});

	it('keeps the window for its pending transactions', () => {
		const { lastPending, pending: known } = cursor.accounts.get(accountHash(cursor, '2'))!;
		expect([lastPending, known]).toEqual([today, []]);
	});
});

/** Cursors that version 1 has written. */
describe('A cursor of version 1', () => {
	const byId =
		'v1.-p59i31cdUjfI_tJ-8vaWgpDsaltsalt.ypdcsc-w0fu5gEkb6_8p01hJoxvioY03eTK2_nxp04kHKuZu5b054Wn8nLFR05VdH8w5Pp05OPTG9KWm065NWzHhU406xlqLpxom07yar6Nxu607';
	const byContent =
		'v1._S9LrZ8MdUjfI_tJ-8vaWgpDsaltsalt.ypdcsc-w0fu5_inTcST101l54lNW7g03f5IOH4SF04Hd0wGvvk054Wn8nLFR05VdH8w5Pp05bV5NZef306w3VxI9nC067VqqATxB07b4k8bXss07';
	const fare = (days: number) =>
		daysAgo(days, { TransactionId: '9998', Amount: { Amount: '1.75', Currency: 'GBP' } });
	const coffee = daysAgo(2, { TransactionId: undefined });
	/** The transactions that the run had found. It had returned all of them, but not the third: that one is too old. */
	const transactions = [
		...[daysAgo(0), daysAgo(4), daysAgo(6, { TransactionInformation: 'old text' })],
		...[fare(3), fare(2), fare(1), coffee, coffee],
		daysAgo(1, { TransactionId: 'p', Status: 'Pending' }),
		aTransaction({ TransactionId: 'u', BookingDateTime: undefined }),
	];
	const accountOf = (cursor: string) => {
		const read = readCursor(cursor, tpp);
		return read.accounts.get(accountHash(read, '1'))!;
	};

	it('has the start of the window and the fingerprints', () => {
		const { windowStart, version1 } = accountOf(byId);
		expect([windowStart, version1!.size]).toEqual([today - 7, 10]);
		expect([...version1!.values()].sort()).toEqual(
			[0, 0, 1, 1, 2, 2, 2, 3, 4, 6].map((days) => today - days).reverse(),
		);
	});

	it.each([
		['IDs', 'transactionId', byId],
		['IDs, continued by content', 'content', byId],
		['content', 'content', byContent],
		['content, continued by IDs', 'transactionId', byContent],
	] as const)('of transactions identified by %s is continued', (_, identifyBy, cursor) => {
		const { poll } = polls({ identifyBy, includePending: true }, accountOf(cursor));
		const next = [daysAgo(0, { TransactionId: 'new' }), fare(0), coffee];
		expect(idsOf(poll([...next, ...transactions].reverse()))).toEqual([undefined, 'new', '9998']);
		expect(poll([...next, ...transactions])).toEqual([]);
	});

	it('does not confuse a new use of an ID with a known one when the window has moved', () => {
		const { poll } = polls({}, accountOf(byId));
		expect(poll([fare(2), fare(1), fare(0)])).toEqual([fare(0)]);
	});

	it.each([
		['ID', '8aBwhIcI'],
		['content', 'rQfW8Gc6'],
	])('knows a transaction in an unusual form by its %s', (_, fingerprint) => {
		const unusual = {
			TransactionId: ' T  1',
			Status: 'BOOK',
			BookingDateTime: '2026-03-29 00:30:00,5+0100',
			Amount: { Amount: '010.50', Currency: 'GBP' },
			CreditDebitIndicator: 'Debit',
			TransactionInformation: ' a \n b ',
		};
		const day = Date.UTC(2026, 2, 28) / 86_400_000;
		const known = (onDay: number) =>
			findKnownToVersion1([unusual], new Map([[fingerprint, onDay]]), 'salt');
		expect(known(day)).toEqual([unusual]);
		expect(known(day + 1)).toEqual([]);
	});

	it('stays the same in the next cursor until its account is read', () => {
		const cursor = readCursor(byId, tpp);
		const next = advanceCursor(cursor, new Map(), { consentId, today });
		expect(readCursor(writeCursor(next, tpp), tpp)).toEqual(cursor);
	});
});

describe('An account that has another ID after a new consent', () => {
	const account = (number: string, more: object = {}) =>
		identificationOf({
			Currency: 'GBP',
			Account: [{ SchemeName: 'UK.OBIE.SortCodeAccountNumber', Identification: number, ...more }],
		});
	const cursorWith = (accounts: Array<[accountId: string, number: string | undefined]>) => {
		const empty = newCursor(consentId);
		const read = accounts.map(([accountId, identification], index): [string, AccountCursor] => [
			accountId,
			{
				...accountCursor(index + 1),
				identification: identificationHash(empty, identification),
			},
		]);
		const cursor = advanceCursor(empty, new Map(read), { consentId, today });
		return readCursor(writeCursor(cursor, tpp), tpp);
	};
	/** Returns how many transactions the cursor knows of each listed account. */
	const known = (cursor: TransactionCursor, listed: ListedAccount[]) => {
		const present = withPresentIds(cursor, listed);
		return listed.map(
			({ accountId }) => present.accounts.get(accountHash(present, accountId))?.booked.length,
		);
	};
	const one = account('11223344556677');
	const other = account('99887766554433');

	it('is recognised by its number', () => {
		const cursor = cursorWith([
			['1', one],
			['2', other],
		]);
		const listed = [
			{ accountId: '20', identification: other },
			{ accountId: '10', identification: one },
		];
		expect(known(cursor, listed)).toEqual([2, 1]);
		expect(withPresentIds(cursor, listed).accounts.size).toBe(2);
		expect(() =>
			assertSameAccounts(withPresentIds(cursor, listed), ['20', '10'], 'consent-2'),
		).not.toThrow();
	});

	it('keeps its place while its ID stays', () => {
		expect(known(cursorWith([['1', one]]), [{ accountId: '1', identification: other }])).toEqual([
			1,
		]);
	});

	it.each<[string, Array<[string, string | undefined]>, ListedAccount[]]>([
		['another number', [['1', one]], [{ accountId: '2', identification: other }]],
		['no number', [['1', undefined]], [{ accountId: '2' }]],
		[
			'a number that two accounts of the list have',
			[['1', one]],
			[
				{ accountId: '2', identification: one },
				{ accountId: '3', identification: one },
			],
		],
		[
			'a number that two accounts of the cursor have',
			[
				['1', one],
				['2', one],
			],
			[{ accountId: '3', identification: one }],
		],
		[
			'the number of an account that is still listed',
			[['1', one]],
			[{ accountId: '1' }, { accountId: '2', identification: one }],
		],
	])('counts as new with %s', (_, accounts, listed) => {
		expect(known(cursorWith(accounts), listed).at(-1)).toBeUndefined();
	});

	it('adds four characters to the cursor, which many numbers have in common', () => {
		const cursor = newCursor(consentId);
		expect(identificationHash(cursor, one)).toMatch(/^[\w-]{4}$/);
		expect(identificationHash({ ...cursor, salt: 'saltsalt' }, one)).not.toBe(
			identificationHash({ ...cursor, salt: 'pepepepe' }, one),
		);
		const sizes = [cursorWith([['1', undefined]]), cursorWith([['1', one]])].map(
			(each) => writeCursor(each, tpp).length,
		);
		expect(sizes[1]! - sizes[0]!).toBe(4);
	});
});
