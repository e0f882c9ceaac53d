import { randomBytes } from 'node:crypto';

import type { Day } from '../../calendar';
import { parameterError } from '../../errors';
import { shortHash } from '../../hash';
import { firstBindingOf } from '../../jose/binding';
import type { Tpp } from '../../tpp';
import { readAccountCursor, writeAccountCursor, type AccountCursor } from './accountCursor';
import { earlierSections } from './earlierCursors';
import type { ListedAccount } from './listedAccount';
import { groupBy } from './matchTransactions';
import { maxHistoryDays } from './transactionWindow';

/**
 * What the runs for one consent have returned. Its text is not encrypted: it contains no secrets, and it stays valid when
 * the keys of sessions change.
 */
export interface TransactionCursor {
	/** 8 random characters. */
	salt: string;
	/** Hash of the consent of the last run. */
	consentHash: string;
	/** By the hash that `accountHash` returns. */
	accounts: ReadonlyMap<string, AccountCursor>;
}

/** Returns the cursor of a first run. */
export function newCursor(consentId: string | undefined): TransactionCursor {
	const salt = randomBytes(6).toString('base64url');
	return { salt, consentHash: hashConsent(salt, consentId), accounts: new Map() };
}

/** Returns the key of an account in `cursor.accounts`. */
export const accountHash = ({ salt }: TransactionCursor, accountId: string): string =>
	shortHash(salt, 'account', accountId);

/**
 * Returns the hash of an identification for the cursor. It has 24 bits only, so that many account numbers have the same
 * hash, and nobody can compute the number from it.
 */
export const identificationHash = (
	{ salt }: TransactionCursor,
	identification: string | undefined,
): string | undefined =>
	identification === undefined
		? undefined
		: shortHash(salt, 'identification', identification).slice(0, 4);

/**
 * Returns the cursor with the present IDs of accounts that have other IDs since a new consent. It recognises them by their
 * identification. An identification that several accounts have proves nothing.
 */
export function withPresentIds(
	cursor: TransactionCursor,
	listed: readonly ListedAccount[],
): TransactionCursor {
	const hashes = new Set(listed.map(({ accountId }) => accountHash(cursor, accountId)));
	const formerHashes = groupBy([...cursor.accounts.keys()], (hash) =>
		String(cursor.accounts.get(hash)?.identification),
	);
	const present = groupBy(listed, ({ identification }) =>
		String(identificationHash(cursor, identification)),
	);
	const moved = new Map<string, string>();
	for (const [identification, [account, ...others]] of present) {
		const [former, ...otherFormer] = formerHashes.get(identification) ?? [];
		const isUnique = others.length === 0 && otherFormer.length === 0;
		if (!account?.identification || former === undefined || !isUnique) continue;
		if (!hashes.has(former)) moved.set(former, accountHash(cursor, account.accountId));
	}
	return {
		...cursor,
		accounts: new Map(
			[...cursor.accounts].map(([hash, account]) => [moved.get(hash) ?? hash, account]),
		),
	};
}

/**
 * Returns the cursor after a run. Accounts that the run did not read keep their state for thirteen months.
 *
 * @param accountCursors by AccountId
 */
export function advanceCursor(
	cursor: TransactionCursor,
	accountCursors: ReadonlyMap<string, AccountCursor>,
	{ consentId, today }: { consentId?: string; today: Day },
): TransactionCursor {
	const accounts = new Map(cursor.accounts);
	for (const [hash, { lastRun }] of accounts) {
		if (lastRun < today - maxHistoryDays) accounts.delete(hash);
	}
	for (const [accountId, accountCursor] of accountCursors) {
		accounts.set(accountHash(cursor, accountId), accountCursor);
	}
	return { ...cursor, consentHash: hashConsent(cursor.salt, consentId), accounts };
}

/**
 * Returns the cursor as text: `v5.`, then checksum, bank, consent and salt (8 characters each), and for each account `.`,
 * its hash (8) and its state in base64url. The text has only letters, digits, `-`, `_` and `.`.
 */
export function writeCursor({ salt, consentHash, accounts }: TransactionCursor, tpp: Tpp): string {
	const sections = [...accounts].map(
		([hash, cursor]) => `.${hash}${writeAccountCursor(cursor).toString('base64url')}`,
	);
	const content = [hashBank(tpp), consentHash, salt, ...sections].join('');
	return `${version}.${shortHash(version, content)}${content}`;
}

/**
 * Reads the text of a cursor, also of versions 1 to 4.
 *
 * @throws ConfigurationError when the text is not a cursor, was changed or cut off, has another version, or belongs to
 * another bank
 */
export function readCursor(text: string, tpp: Tpp): TransactionCursor {
	const [, textVersion = '', checksum, content] = cursorForm.exec(text) ?? [];
	if (textVersion === '') throw invalidCursor('was not created by this package');
	const readSection = sectionReaders[textVersion];
	if (!readSection) throw invalidCursor('was created by another version of this package');
	if (checksum === undefined || !content || shortHash(textVersion, content) !== checksum) {
		throw invalidCursor('was changed or cut off');
	}
	const [head = '', ...sections] = content.split('.');
	if (head.slice(0, 8) !== hashBank(tpp)) {
		throw invalidCursor('belongs to another bank or environment');
	}
	return {
		consentHash: head.slice(8, 16),
		salt: head.slice(16),
		accounts: new Map(
			sections.map((section) => [
				section.slice(0, 8),
				withinBounds(() => readSection(section.slice(8))),
			]),
		),
	};
}

/** The checksum has no key, so that its right value does not prove that no byte is missing. */
function withinBounds<Value>(read: () => Value): Value {
	try {
		return read();
	} catch (error) {
		if ((error as Error).name === 'RangeError') throw invalidCursor('was changed or cut off');
		throw error;
	}
}

/**
 * Checks that a cursor fits the accounts of a session. After a new consent the bank may keep the account IDs.
 *
 * @throws ConfigurationError when the cursor belongs to another consent and contains none of the accounts
 */
export function assertSameAccounts(
	cursor: TransactionCursor,
	accountIds: readonly string[],
	consentId: string | undefined,
): void {
	if (cursor.consentHash === hashConsent(cursor.salt, consentId)) return;
	if (cursor.accounts.size === 0 || accountIds.length === 0) return;
	if (accountIds.some((accountId) => cursor.accounts.has(accountHash(cursor, accountId)))) return;
	throw invalidCursor(
		'belongs to another consent and contains none of the accounts of this session',
	);
}

const version = 'v5';
const cursorForm = /^(v\d+)\.(?:([\w-]{8})([\w-]{24}(?:\.[\w-]{12,})*)$)?/;

const sectionReaders: Record<string, (section: string) => AccountCursor> = {
	...earlierSections,
	// Version 5 adds departed transactions, with a flag that is 0 in version 4.
	v4: readCurrentSection,
	v5: readCurrentSection,
};

function readCurrentSection(section: string): AccountCursor {
	return readAccountCursor(Buffer.from(section, 'base64url'));
}

function hashBank(tpp: Tpp): string {
	const { bank, environment, issuer = '', provider = '' } = firstBindingOf(tpp);
	return shortHash('bank', bank, environment, issuer, provider);
}

const hashConsent = (salt: string, consentId: string | undefined): string =>
	shortHash(salt, 'consent', consentId ?? '');

const invalidCursor = (problem: string) =>
	parameterError(
		`The cursor ${problem}. Enter the unchanged cursor of the previous run, or leave it empty to start again with the initial history.`,
		'cursor',
	);
