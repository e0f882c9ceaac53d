import type { SeenTransactions } from '../../../../lib/operations/accountInformation/newTransactions';
import {
	accountKey,
	assertSameAccounts,
	newCursor,
	nextCursor,
	readCursor,
	writeCursor,
} from '../../../../lib/operations/accountInformation/transactionCursor';
import type { Tpp } from '../../../../lib/tpp';
import { aBank, aTpp, rejection } from '../../../support/builders';
import { today } from './transactions';

const tpp = aTpp();
const consentId = 'consent-1';

/** So many fingerprints, over the days from the first on. */
const seen = (count: number, from = today - 7): SeenTransactions => ({
	from,
	fingerprints: new Map(
		Array.from({ length: count }, (_, index) => [
			String(index).padStart(8, 'f'),
			from + (index % 8),
		]),
	),
});

const cursorOf = (read: Array<[string, SeenTransactions]>, consent = consentId) =>
	nextCursor(newCursor(consent), new Map(read), { consentId: consent, today });

const text = writeCursor(cursorOf([['1', seen(20)]]), tpp);

const refusal = (what: string) => ({
	code: 'OB_CONFIGURATION',
	message: `The cursor ${what}. Pass on unchanged what was stored for this session; leave Cursor empty to begin anew with Look Back.`,
	field: 'Cursor',
	tppAction: 'fixRequest',
});

describe('A cursor', () => {
	it('is read as it was written', () => {
		const cursor = cursorOf([
			['1', seen(3)],
			['2', seen(0)],
			['3', seen(500, 0)],
		]);
		expect(readCursor(writeCursor(cursor, tpp), tpp)).toEqual(cursor);
	});

	it('is read as it was written when it knows no account', () => {
		expect(readCursor(writeCursor(newCursor(undefined), tpp), tpp).accounts.size).toBe(0);
	});

	it('keeps a day of the far future in the future', () => {
		const far = new Map([['fffffff1', today + 2_000_000]]);
		const cursor = cursorOf([['1', { from: today, fingerprints: far }]]);
		const read = readCursor(writeCursor(cursor, tpp), tpp);
		expect([...read.accounts.values()][0]!.fingerprints.get('fffffff1')).toBe(today + 1295);
	});

	it('holds neither account, consent nor bank in clear, and letters that every table takes', () => {
		const accountId = '500100000000000000000001';
		const written = writeCursor(cursorOf([[accountId, seen(2)]], 'aac-123'), tpp);
		for (const secret of [accountId, 'aac-123', 'test-bank']) expect(written).not.toContain(secret);
		expect(written).toMatch(/^v1\.[\w.-]+$/);
	});

	it('looks different each time that a first poll makes one', () => {
		expect(accountKey(newCursor(consentId), '1')).not.toBe(accountKey(newCursor(consentId), '1'));
	});

	it('opens with another key, client and certificate', () => {
		expect(readCursor(text, aTpp({ client: undefined, sealingSecrets: [] })).accounts.size).toBe(1);
	});

	it.each([
		[1, 20, 248],
		[10, 20, 2165],
		[100, 20, 21_335],
		[1, 1000, 10_048],
	])('of %i accounts with %i transactions in the window has %i characters', (count, each, size) => {
		const read = Array.from({ length: count }, (_, index) => [`${index}`, seen(each)] as const);
		expect(writeCursor(cursorOf(read.map(([id, of]) => [id, of])), tpp)).toHaveLength(size);
	});
});

describe('A text is refused as cursor', () => {
	it.each([
		'null',
		'undefined',
		'[object Object]',
		'eyJhbGciOiJkaXIifQ..a.b.c',
		' v1',
		'0',
		'w1.aaaa',
	])('that is none: %s', async (other) => {
		expect(await rejection(() => readCursor(other, tpp))).toEqual(
			refusal('is not one that Get Accounts emitted'),
		);
	});

	it.each([
		['cut off', text.slice(0, -10)],
		['cut off at an account', text.slice(0, 35)],
		['all but nothing', 'v1.'],
		['with a character changed', text.replace(/.$/, (last) => (last === '0' ? '1' : '0'))],
		['with its letters made small', text.toLowerCase()],
		['with a line break', `${text.slice(0, 80)}\n${text.slice(80)}`],
		['with more behind it', `${text}0000000000`],
		['twice', `${text}${text}`],
		['with a forged check', `v1.${'a'.repeat(32)}.${'a'.repeat(12)}`],
	])('that was altered: %s', async (_, altered) => {
		expect(await rejection(() => readCursor(altered, tpp))).toEqual(
			refusal('was altered or cut off on its way'),
		);
	});

	it('of another version', async () => {
		expect(await rejection(() => readCursor(text.replace('v1', 'v2'), tpp))).toEqual(
			refusal('was made by another version of this node'),
		);
	});

	const elsewhere: Array<[string, Partial<Tpp>]> = [
		['bank', { bank: aBank({ id: 'other' }) }],
		['environment', { environment: 'production' }],
		['issuer', { addresses: { issuer: 'https://other.example' } }],
		['provider', { provider: 'other' }],
	];
	it.each(elsewhere)('of another %s', async (_, changes) => {
		expect(await rejection(() => readCursor(text, { ...tpp, ...changes }))).toEqual(
			refusal('belongs to another bank or environment'),
		);
	});

	it('that is very long and wrong at its end, in one sentence as well', async () => {
		const long = writeCursor(cursorOf([['1', seen(100_000)]]), tpp);
		expect(readCursor(long, tpp).accounts.size).toBe(1);
		expect((await rejection(() => readCursor(`${long}?`, tpp))).message).toMatch(/was altered/);
	});
});

describe('A cursor of another consent', () => {
	const cursor = cursorOf([
		['1', seen(1)],
		['2', seen(1)],
	]);

	it('is taken when it knows one of the accounts: a new consent may keep their ids', () => {
		expect(() => assertSameAccounts(cursor, ['3', '2'], 'consent-2')).not.toThrow();
	});

	it('is refused when it knows none: it was stored for somebody else', async () => {
		for (const other of ['consent-2', undefined]) {
			expect(await rejection(() => assertSameAccounts(cursor, ['3', '4'], other))).toEqual(
				refusal('belongs to another consent and knows none of the accounts of this session'),
			);
		}
	});

	it('is taken for the same consent whatever accounts it opens now', () => {
		expect(() => assertSameAccounts(cursor, ['3'], consentId)).not.toThrow();
	});

	it('is taken when there is nothing to compare', () => {
		expect(() => assertSameAccounts(cursor, [], 'consent-2')).not.toThrow();
		expect(() => assertSameAccounts(newCursor(consentId), ['3'], 'consent-2')).not.toThrow();
	});

	it('is one of the new consent from then on', () => {
		const next = nextCursor(cursor, new Map(), { consentId: 'consent-2', today });
		expect(() => assertSameAccounts(next, ['3'], 'consent-2')).not.toThrow();
	});
});

describe('The cursor after a poll', () => {
	const before = cursorOf([
		['1', seen(1)],
		['2', seen(2)],
	]);
	const next = (read: Array<[string, SeenTransactions]>, days = 0) =>
		nextCursor(before, new Map(read), { consentId, today: today + days });
	const of = (cursor: ReturnType<typeof next>, id: string) =>
		cursor.accounts.get(accountKey(cursor, id));

	it('knows an account that appeared', () => {
		expect(of(next([['3', seen(3)]]), '3')).toEqual(seen(3));
	});

	it('keeps an account that vanished as it was', () => {
		const after = next([['1', seen(5, today)]], 300);
		expect(of(after, '1')).toEqual(seen(5, today));
		expect(of(after, '2')).toEqual(seen(2));
	});

	it('forgets an account that was not there for thirteen months', () => {
		const after = next([['1', seen(5, today)]], 389);
		expect([of(after, '1'), of(after, '2')]).toEqual([seen(5, today), undefined]);
	});
});
