import { millisecondsPerDay, type Day } from '../../calendar';
import { shortHash } from '../../hash';
import type { JsonObject } from '../../responses/body';
import { jsonText } from '../../responses/json';
import {
	readAccountCursor,
	readBooked,
	readFlags,
	readHash,
	type AccountCursor,
	type CursorLayout,
} from './accountCursor';
import { groupBy } from './matchTransactions';
import { member } from './members';
import type { KnownPending } from './pendingTransactions';

/** Read the section of an account in a cursor of versions 1 to 3, which earlier releases of this package wrote. */
export const earlierSections: Record<string, (section: string) => AccountCursor> = {
	v1: readVersion1Section,
	v2: (section) => readAccountCursor(Buffer.from(section, 'base64url'), version2),
	v3: (section) => readAccountCursor(Buffer.from(section, 'base64url'), version3),
};

/** Start of the window (4 characters, base 36), then fingerprints of 8, each with 2 for the days since the start. */
function readVersion1Section(section: string): AccountCursor {
	const windowStart = parseInt(section.slice(0, 4), 36);
	const entries = section.slice(4).match(/.{10}/g) ?? [];
	return {
		...{ windowStart, lastRun: windowStart, identifyBy: 'transactionId', reusesIds: false },
		...{ booked: [], pending: [] },
		version1: new Map(
			entries.map((entry) => [entry.slice(0, 8), windowStart + parseInt(entry.slice(8), 36)]),
		),
	};
}

/** It contained pending transactions that no run had returned, the hash of each amount, and no time of day. */
const version2: CursorLayout = {
	headLength: 7,
	pendingCount: (buffer) => buffer.readUInt16BE(5),
	lastPending: (_, pending) => Math.max(0, ...pending.map((part) => part.readUInt16BE(14))),
	pendingLength: 16,
	readPending(part) {
		const [, , isReturned, onlyKeepsWindow] = readFlags(part.readUInt8(9));
		return isReturned && !onlyKeepsWindow
			? readReturned(part, { flags: 9, lastDay: 14 })
			: undefined;
	},
	bookedLength: 10,
	readBooked: (part) => ({ ...withoutTime(part), isGone: false }),
};

/** It contained only pending transactions that a run had returned, and no time of day. */
const version3: CursorLayout = {
	headLength: 10,
	pendingCount: (buffer) => buffer.readUIntBE(7, 3),
	lastPending: (buffer) => buffer.readUInt16BE(5),
	pendingLength: 11,
	readPending: (part) => readReturned(part, { flags: 6, lastDay: 9 }),
	bookedLength: 10,
	readBooked: withoutTime,
};

/** Reads a booked transaction without the two bytes for its time of day. */
function withoutTime(part: Buffer) {
	return readBooked(Buffer.concat([part, Buffer.alloc(2)]));
}

/** Reads a pending transaction that a run has returned. @param at positions of the flags, which the day follows, and of the last day */
function readReturned(part: Buffer, at: { flags: number; lastDay: number }): KnownPending {
	const [isDated, isListed] = readFlags(part.readUInt8(at.flags));
	const lastDay = part.readUInt16BE(at.lastDay);
	const day = isDated ? part.readUInt16BE(at.flags + 1) : undefined;
	return {
		...{ identity: readHash(part), day, lastDay, isListed: Boolean(isListed), isReturned: true },
		since: Math.min(day ?? lastDay, lastDay),
	};
}

/*
 * The fingerprints of cursors that begin with `v1.`. They are computed once more when such a cursor is first used, and must
 * never change. What goes into a fingerprint is therefore read here, and not by the functions of today's fingerprints, which
 * may change.
 */

/**
 * Returns the transactions of an account that its cursor of version 1 knows.
 *
 * Version 1 numbered the transactions of its window with the same ID, sign, amount and currency, or with the same content
 * if there was no ID. The window has moved since, so that the numbers differ: a transaction is known if any number of its
 * group has its day.
 *
 * @param fingerprints with their days. A transaction without a date had the day of the last run that found it.
 */
export function findKnownToVersion1(
	transactions: readonly JsonObject[],
	fingerprints: ReadonlyMap<string, Day>,
	salt: string,
): JsonObject[] {
	// The cursor does not say which of the two its runs used.
	const byId = findKnown(transactions, { fingerprints, salt, partsOf: idParts });
	const byContent = findKnown(transactions, { fingerprints, salt, partsOf: contentParts });
	return byId.length >= byContent.length ? byId : byContent;
}

interface Version1 {
	fingerprints: ReadonlyMap<string, Day>;
	salt: string;
	/** What version 1 identified transactions by. */
	partsOf: (transaction: JsonObject) => readonly unknown[];
}

function findKnown(
	transactions: readonly JsonObject[],
	{ fingerprints, salt, partsOf }: Version1,
): JsonObject[] {
	const groups = groupBy(transactions, (transaction) =>
		JSON.stringify([stateOf(transaction), partsOf(transaction)]),
	);
	return [...groups.values()].flatMap((group) => {
		const first = group[0]!;
		const parts = [salt, stateOf(first), partsOf(first)];
		const numbers = Array.from({ length: 2 * group.length + 8 }, (_, number) => number);
		const days = numbers.flatMap((number) => fingerprints.get(shortHash(...parts, number)) ?? []);
		const known = groupBy(days, String);
		return group.filter((transaction) => {
			const day = dayIn(transaction) ?? known.keys().next().value;
			return known.get(String(day))?.pop() !== undefined;
		});
	});
}

type State = 'booked' | 'pending' | 'neither';

const unbookedStates = new Map<string, State>([
	['pending', 'pending'],
	['pdng', 'pending'],
	['rejected', 'neither'],
	['rjct', 'neither'],
	['futr', 'neither'],
	['info', 'neither'],
]);

const stateOf = ({ Status }: JsonObject): State =>
	unbookedStates.get(jsonText(Status).trim().toLowerCase()) ?? 'booked';

/** Date, optional time, optional hours and minutes of the time zone. */
const isoDateTime =
	/^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?))?(?:(Z|[+-]\d\d)(?::?(\d\d))?)?$/i;

/** In UTC. */
function dayIn({ BookingDateTime }: JsonObject): Day | undefined {
	const match = typeof BookingDateTime === 'string' && isoDateTime.exec(BookingDateTime.trim());
	if (!match) return undefined;
	const [, date, clock = '00:00', hours = 'Z', minutes = '00'] = match;
	const isUtc = /^(?:z|[+-]00)$/i.test(hours) && minutes === '00';
	const zone = isUtc ? 'Z' : `${hours}:${minutes}`;
	const time = Date.parse(`${date}T${clock.replace(',', '.')}${zone}`);
	return Number.isNaN(time) ? undefined : Math.floor(time / millisecondsPerDay);
}

function idParts(transaction: JsonObject): readonly unknown[] {
	const id = textOf(transaction.TransactionId);
	return id === '' ? contentParts(transaction) : [id, ...moneyParts(transaction)];
}

const contentParts = (transaction: JsonObject): readonly unknown[] => [
	dayIn(transaction) ?? '',
	...moneyParts(transaction),
	textOf(transaction.TransactionReference),
	textOf(transaction.TransactionInformation),
	textOf(member(transaction.MerchantDetails, 'MerchantName')),
	textOf(member(transaction.CreditorAccount, 'Identification')),
	textOf(member(transaction.DebtorAccount, 'Identification')),
];

const moneyParts = ({ Amount, CreditDebitIndicator }: JsonObject): string[] => [
	textOf(CreditDebitIndicator),
	version1Amount(textOf(member(Amount, 'Amount'))),
	textOf(member(Amount, 'Currency')),
];

/** Returns the amount without zeros around its digits. A plus sign stays, because cursors of version 1 were made so. */
function version1Amount(text: string): string {
	const amount = text.replace(/^0+(?=\d)/, '');
	const point = amount.lastIndexOf('.');
	const decimals = amount.slice(point + 1);
	if (point < 0 || /\D/.test(decimals)) return amount;
	const kept = decimals.replace(/(?<!0)0+$/, '');
	return amount.slice(0, point) + (kept && `.${kept}`);
}

const textOf = (value: unknown): string =>
	jsonText(value ?? '')
		.trim()
		.replace(/\s+/g, ' ');
