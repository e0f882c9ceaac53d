import {
	readAccountCursor,
	readBooked,
	readFlags,
	readHash,
	type AccountCursor,
	type CursorLayout,
} from './accountCursor';
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
