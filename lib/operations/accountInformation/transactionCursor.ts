import { randomBytes } from 'node:crypto';

import { ConfigurationError } from '../../errors';
import { shortHash } from '../../hash';
import type { Tpp } from '../../tpp';
import type { Day } from './bookingDay';
import type { SeenTransactions } from './newTransactions';

/**
 * What polls of one consent have emitted. As text it is not encrypted: it holds no secret, and outlives the keys that
 * sessions are sealed with.
 */
export interface TransactionCursor {
	/** 8 characters of chance. */
	salt: string;
	/** Hash of the consent that the cursor was made with. */
	consent: string;
	/** By the hash that `accountKey` gives. */
	accounts: ReadonlyMap<string, SeenTransactions>;
}

/** The cursor of a first poll. */
export function newCursor(consentId: string | undefined): TransactionCursor {
	const salt = randomBytes(6).toString('base64url');
	return { salt, consent: consentKey(salt, consentId), accounts: new Map() };
}

export const accountKey = ({ salt }: TransactionCursor, accountId: string): string =>
	shortHash(salt, 'account', accountId);

/** OBIE banks give thirteen months at most: what was not read for longer is forgotten. */
const longestHistory: Day = 395;

/**
 * The cursor after a poll. Accounts that were not read stay as they are, for the day they are back.
 *
 * @param read by AccountId
 */
export function nextCursor(
	cursor: TransactionCursor,
	read: ReadonlyMap<string, SeenTransactions>,
	{ consentId, today }: { consentId?: string; today: Day },
): TransactionCursor {
	const accounts = new Map(cursor.accounts);
	for (const [key, { from }] of accounts) if (from < today - longestHistory) accounts.delete(key);
	for (const [accountId, seen] of read) accounts.set(accountKey(cursor, accountId), seen);
	return { ...cursor, consent: consentKey(cursor.salt, consentId), accounts };
}

/**
 * `v1.` checksum, bank, consent and salt (8 characters each); then for each account `.`, its hash (8), the first day to read
 * (4, base 36) and its fingerprints (8 each, with 2 for the days from the first). Letters, digits, `-`, `_` and `.` only.
 */
export function writeCursor({ salt, consent, accounts }: TransactionCursor, tpp: Tpp): string {
	const sections = [...accounts].map(([key, seen]) => `.${key}${writeSeen(seen)}`);
	const content = [bankKey(tpp), consent, salt, ...sections].join('');
	return `${version}.${shortHash(version, content)}${content}`;
}

/**
 * @throws ConfigurationError for what is no cursor, was altered or cut off, comes of another version of this package, or
 * belongs to another bank
 */
export function readCursor(text: string, tpp: Tpp): TransactionCursor {
	const [, made, checksum, content] = cursorForm.exec(text) ?? [];
	if (made === undefined) throw refused('is not one that Get Accounts emitted');
	if (made !== version) throw refused('was made by another version of this node');
	if (checksum === undefined || content === undefined || shortHash(made, content) !== checksum) {
		throw refused('was altered or cut off on its way');
	}
	const [head = '', ...sections] = content.split('.');
	if (head.slice(0, 8) !== bankKey(tpp)) throw refused('belongs to another bank or environment');
	const accounts = sections.map((section) => [section.slice(0, 8), readSeen(section.slice(8))]);
	return {
		consent: head.slice(8, 16),
		salt: head.slice(16),
		accounts: new Map(accounts as Array<[string, SeenTransactions]>),
	};
}

/**
 * For the accounts that a session gives access to. After a new consent the same accounts may come under the ids they had.
 *
 * @throws ConfigurationError when the cursor is of another consent and knows none of them
 */
export function assertSameAccounts(
	cursor: TransactionCursor,
	accountIds: readonly string[],
	consentId: string | undefined,
): void {
	if (cursor.consent === consentKey(cursor.salt, consentId)) return;
	if (cursor.accounts.size === 0 || accountIds.length === 0) return;
	if (accountIds.some((accountId) => cursor.accounts.has(accountKey(cursor, accountId)))) return;
	throw refused('belongs to another consent and knows none of the accounts of this session');
}

const version = 'v1';
const cursorForm = /^(v\d+)\.(?:([\w-]{8})([\w-]{24}(?:\.[\w-]{12}(?:[\w-]{10})*)*)$)?/;

/** The members that `openSession` compares. */
const bankKey = ({ bank, environment, addresses, provider }: Tpp): string =>
	shortHash('bank', bank.id, environment, addresses.issuer ?? '', provider ?? '');

const consentKey = (salt: string, consentId: string | undefined): string =>
	shortHash(salt, 'consent', consentId ?? '');

const furthestDay: Day = 36 ** 2 - 1;

function writeSeen({ from, fingerprints }: SeenTransactions): string {
	const entries = [...fingerprints].map(
		([fingerprint, day]) => `${fingerprint}${base36(Math.min(day - from, furthestDay), 2)}`,
	);
	return `${base36(from, 4)}${entries.join('')}`;
}

function readSeen(section: string): SeenTransactions {
	const from = parseInt(section.slice(0, 4), 36);
	const entries = section.slice(4).match(/.{10}/g) ?? [];
	return {
		from,
		fingerprints: new Map(
			entries.map((entry) => [entry.slice(0, 8), from + parseInt(entry.slice(8), 36)]),
		),
	};
}

const base36 = (number: number, length: number): string =>
	number.toString(36).padStart(length, '0');

const refused = (what: string) =>
	new ConfigurationError(
		`The cursor ${what}. Pass on unchanged what was stored for this session; leave Cursor empty to begin anew with Look Back.`,
		{ field: 'Cursor', tppAction: 'fixRequest' },
	);
