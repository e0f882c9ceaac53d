import type { AccountCursor } from '../../../lib/operations/accountInformation/newTransactions';
import {
	accountHash,
	advanceCursor,
	assertSameAccounts,
	newCursor,
	readCursor,
	writeCursor,
} from '../../../lib/operations/accountInformation/transactionCursor';
import type { Tpp } from '../../../lib/tpp';
import { aBank, aTpp, rejection } from '../../support/builders';
import { today } from './transactionBuilders';

const tpp = aTpp();
const consentId = 'consent-1';

/** Returns the cursor of an account with this many fingerprints, on the first days of the window. */
const accountCursor = (count: number, windowStart = today - 7): AccountCursor => ({
	windowStart,
	fingerprints: new Map(
		Array.from({ length: count }, (_, index) => [
			String(index).padStart(8, 'f'),
			windowStart + (index % 8),
		]),
	),
});

const cursorOf = (read: Array<[string, AccountCursor]>, consent = consentId) =>
	advanceCursor(newCursor(consent), new Map(read), { consentId: consent, today });

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
		]);
		expect(readCursor(writeCursor(cursor, tpp), tpp)).toEqual(cursor);
	});

	it('is read as it was written when it contains no account', () => {
		expect(readCursor(writeCursor(newCursor(undefined), tpp), tpp).accounts.size).toBe(0);
	});

	it('has the format of stored cursors', () => {
		const stored =
			'v1.yiqtwhzLdUjfI_tJ-8vaWgpDsaltsalt.ypdcsc-w0fu3AAAAAAAA02BBBBBBBB07.676AyVNw0ftg';
		const fingerprints = new Map([
			['AAAAAAAA', 20_525],
			['BBBBBBBB', 20_530],
		]);
		const cursor = advanceCursor(
			{ salt: 'saltsalt', consentHash: '', accounts: new Map() },
			new Map([
				['1', { windowStart: 20_523, fingerprints }],
				['2', { windowStart: 20_500, fingerprints: new Map() }],
			]),
			{ consentId, today: 20_530 },
		);
		expect(writeCursor(cursor, tpp)).toBe(stored);
		expect(readCursor(stored, tpp)).toEqual(cursor);
	});

	it('keeps a day of the far future in the future', () => {
		const far = new Map([['fffffff1', today + 2_000_000]]);
		const cursor = cursorOf([['1', { windowStart: today, fingerprints: far }]]);
		const read = readCursor(writeCursor(cursor, tpp), tpp);
		expect([...read.accounts.values()][0]!.fingerprints.get('fffffff1')).toBe(today + 1295);
	});

	it('contains no account, consent or bank as plain text, and only characters that every table can store', () => {
		const accountId = '500100000000000000000001';
		const written = writeCursor(cursorOf([[accountId, accountCursor(2)]], 'aac-123'), tpp);
		for (const secret of [accountId, 'aac-123', 'test-bank']) expect(written).not.toContain(secret);
		expect(written).toMatch(/^v1\.[\w.-]+$/);
	});

	it('is different for every first run', () => {
		expect(accountHash(newCursor(consentId), '1')).not.toBe(accountHash(newCursor(consentId), '1'));
	});

	it('can be read with another key, client and certificate', () => {
		expect(readCursor(text, aTpp({ client: undefined, sealingSecrets: [] })).accounts.size).toBe(1);
	});

	it.each([
		[1, 20, 248],
		[10, 20, 2165],
		[100, 20, 21_335],
		[1, 1000, 10_048],
	])('of %i accounts with %i transactions in the window has %i characters', (count, each, size) => {
		const read = Array.from(
			{ length: count },
			(_, index) => [`${index}`, accountCursor(each)] as const,
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
		['all but nothing', 'v1.'],
		['with a character changed', text.replace(/.$/, (last) => (last === '0' ? '1' : '0'))],
		['with its letters made small', text.toLowerCase()],
		['with a line break', `${text.slice(0, 80)}\n${text.slice(80)}`],
		['with more behind it', `${text}0000000000`],
		['twice', `${text}${text}`],
		['with a forged check', `v1.${'a'.repeat(32)}.${'a'.repeat(12)}`],
	])('when it was changed: %s', async (_, altered) => {
		expect(await rejection(() => readCursor(altered, tpp))).toEqual(
			invalid('was changed or cut off'),
		);
	});

	it('when it has another version', async () => {
		expect(await rejection(() => readCursor(text.replace('v1', 'v2'), tpp))).toEqual(
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
		const after = next([['1', accountCursor(5, today)]], 389);
		expect([of(after, '1'), of(after, '2')]).toEqual([accountCursor(5, today), undefined]);
	});
});
