import { dayOf, type Day } from '../../calendar';
import type { KnownTransaction } from './matchTransactions';
import type { KnownPending } from './pendingTransactions';
import type { IdentifyBy } from './transactionFingerprint';
import type { Departed, WindowSettings } from './transactionWindow';

/** What previous runs know about one account. */
export interface AccountCursor {
	/** The first day whose bookings the cursor knows. */
	windowStart: Day;
	/** The day of the last run that read the account. */
	lastRun: Day;
	/** How the identities of the known transactions were computed. */
	identifyBy: IdentifyBy;
	/** Whether the bank's list contained one ID twice with different content. */
	reusesIds: boolean;
	/** The last day on which a run found a transaction that was not booked yet. */
	lastPending?: Day;
	booked: readonly KnownTransaction[];
	/** Those that were not booked in the previous run, and those that a run has returned as pending. */
	pending: readonly KnownPending[];
	/** Those that have left the list, and may be booked later. Undefined: there are none. */
	departed?: Departed;
	/** Whether the bank has refused a window that was longer than the longest one, in the week of `lastRun`. */
	isLimited?: boolean;
	/** 4 characters: hash of the identification of the account. Undefined: the bank sent none. */
	identification?: string;
	/** Fingerprints with their days, of a cursor of version 1 whose account no run has read since. */
	version1?: ReadonlyMap<string, Day>;
}

export interface NewTransactionSettings extends WindowSettings {
	/** Return pending transactions too, and again when they are booked. */
	includePending: boolean;
	identifyBy: IdentifyBy;
	/** Whether a booked transaction can leave the bank's list without a replacement. Its ID then proves nothing. */
	withVanishingTransactions: boolean;
	/** Salt of the cursor. */
	salt: string;
	/** Whether the list could not be read to its end. What is missing in it is then no news, and the window stays. */
	isIncomplete?: boolean;
	/** First day of the list. Default: that of `windowStartOf`. */
	windowStart?: Day;
	/**
	 * The day of the oldest transaction that an earlier reading of this run listed as not booked, and this one does not. It
	 * counts as one that has left the list. Infinity, the default: there is none.
	 */
	settledSince?: Day;
	/** Whether the bank has refused a window that was longer than the longest one. */
	isLimited?: boolean;
}

/** Returns the cursor of an account whose first run failed. The next run returns the whole initial history. */
export const initialAccountCursor = ({
	initialHistoryDays,
	identifyBy,
	now,
}: NewTransactionSettings): AccountCursor => ({
	windowStart: dayOf(now.getTime()) - initialHistoryDays,
	lastRun: dayOf(now.getTime()),
	identifyBy,
	reusesIds: false,
	booked: [],
	pending: [],
});

/**
 * Writes what a cursor knows about one account. Days have 2 bytes, which is enough until the year 2149.
 *
 * - 10 bytes, 3 for its identification, 4 if transactions have left the list that may be booked later
 * - 13 bytes for each transaction that is not booked, 12 for each booked one
 * - of a cursor of version 1, 8 bytes for each fingerprint instead
 *
 * In the text of the cursor, 3 bytes are 4 characters. 1,000 booked transactions make 16 kB, and half a million, which is the
 * longest list, 8 MB.
 */
export function writeAccountCursor(cursor: AccountCursor): Buffer {
	const { windowStart, lastRun, lastPending, identifyBy, reusesIds } = cursor;
	const { booked, pending, version1, identification, isLimited = false, departed } = cursor;
	const head = bytes(
		[
			flags(
				identifyBy === 'content',
				reusesIds,
				version1 !== undefined,
				identification !== undefined,
				isLimited,
				departed !== undefined,
			),
			1,
		],
		[windowStart, 2],
		[lastRun, 2],
		[lastPending ?? 0, 2],
		[pending.length, 3],
	);
	const known = version1
		? [...version1].map(([fingerprint, day]) => Buffer.concat([hash(fingerprint), bytes([day, 2])]))
		: [...pending.map(writePending), ...booked.map(writeBooked)];
	const ofDeparted = departed ? bytes([departed.since, 2], [departed.lastDay, 2]) : bytes();
	return Buffer.concat([head, hash(identification ?? ''), ofDeparted, ...known]);
}

/** Where the bytes of an account are, and how they are read. */
export interface CursorLayout {
	/** Bytes before the identification. */
	headLength: number;
	/** Returns how many transactions are not booked. They come before the booked ones. */
	pendingCount(buffer: Buffer): number;
	/** Returns the day of `AccountCursor.lastPending`. 0: there is none. */
	lastPending(buffer: Buffer, pending: Buffer[]): Day;
	/** Bytes for each one, as `bookedLength`. */
	pendingLength: number;
	/** Undefined: a cursor no longer keeps it. */
	readPending(part: Buffer): KnownPending | undefined;
	bookedLength: number;
	readBooked(part: Buffer): KnownTransaction;
}

/** Of `writeAccountCursor`. */
const currentLayout: CursorLayout = {
	headLength: 10,
	pendingCount: (buffer) => buffer.readUIntBE(7, 3),
	lastPending: (buffer) => buffer.readUInt16BE(5),
	pendingLength: 13,
	readPending,
	bookedLength: 12,
	readBooked,
};

/** Reads what `writeAccountCursor` has written. @param layout of an earlier version */
export function readAccountCursor(buffer: Buffer, layout = currentLayout): AccountCursor {
	const { pendingLength, bookedLength } = layout;
	const pendingEnd = layout.pendingCount(buffer) * pendingLength;
	const { common, known } = readHead(buffer, layout.headLength);
	if (common.version1) return common;
	const pending = split(known.subarray(0, pendingEnd), pendingLength);
	const lastPending = layout.lastPending(buffer, pending);
	return {
		...common,
		...(lastPending > 0 && { lastPending }),
		booked: split(known.subarray(pendingEnd), bookedLength).map(layout.readBooked),
		pending: pending.flatMap((part) => layout.readPending(part) ?? []),
	};
}

/** The first five bytes and the identification are the same since version 2. */
function readHead(buffer: Buffer, length: number): { common: AccountCursor; known: Buffer } {
	const [isByContent, reusesIds, isVersion1, isIdentified, isLimited, hasDeparted] = readFlags(
		buffer.readUInt8(),
	);
	const identificationEnd = length + (isIdentified ? identificationLength : 0);
	const start = identificationEnd + (hasDeparted ? departedLength : 0);
	const known = buffer.subarray(start);
	const fingerprints = (): Array<[string, number]> =>
		split(known, version1Length).map((part) => [readHash(part), part.readUInt16BE(6)]);
	return {
		common: {
			windowStart: buffer.readUInt16BE(1),
			lastRun: buffer.readUInt16BE(3),
			identifyBy: isByContent ? 'content' : 'transactionId',
			reusesIds: Boolean(reusesIds),
			...{ booked: [], pending: [] },
			...(isIdentified && {
				identification: buffer.toString('base64url', length, identificationEnd),
			}),
			...(isLimited && { isLimited }),
			...(hasDeparted && {
				departed: {
					since: buffer.readUInt16BE(identificationEnd),
					lastDay: buffer.readUInt16BE(identificationEnd + 2),
				},
			}),
			...(isVersion1 && { version1: new Map(fingerprints()) }),
		},
		known,
	};
}

const identificationLength = 3;
const departedLength = 4;
const version1Length = 8;

/** Three bits of the 16 that contain the details. Until version 3, 2 ** 13 was the fourth one. */
const undated = 2 ** 15;
const unlisted = 2 ** 14;
const gone = 2 ** 12;

function writeBooked(one: KnownTransaction): Buffer {
	const { identity, details, time, day, keptSince, isListed, isGone } = one;
	const bits = (day === undefined ? undated : 0) + (isListed ? 0 : unlisted) + (isGone ? gone : 0);
	return Buffer.concat([hash(identity), bytes([details + bits, 2], [keptSince, 2], [time, 2])]);
}

/** Reads a booked transaction. */
export function readBooked(part: Buffer): KnownTransaction {
	const details = part.readUInt16BE(6);
	const keptSince = part.readUInt16BE(8);
	return {
		identity: readHash(part),
		details: details % gone,
		time: part.readUInt16BE(10),
		day: (details & undated) === 0 ? keptSince : undefined,
		keptSince,
		isListed: (details & unlisted) === 0,
		isGone: (details & gone) !== 0,
	};
}

const writePending = ({ identity, day, lastDay, since, ...one }: KnownPending): Buffer =>
	Buffer.concat([
		hash(identity),
		bytes(
			[flags(day !== undefined, one.isListed, one.isReturned), 1],
			[day ?? 0, 2],
			[lastDay, 2],
			[since, 2],
		),
	]);

function readPending(part: Buffer): KnownPending {
	const [isDated, isListed, isReturned] = readFlags(part.readUInt8(6));
	return {
		identity: readHash(part),
		day: isDated ? part.readUInt16BE(7) : undefined,
		lastDay: part.readUInt16BE(9),
		since: part.readUInt16BE(11),
		isListed: Boolean(isListed),
		isReturned: Boolean(isReturned),
	};
}

/** The first bit is the lowest one. */
const flags = (...bits: boolean[]): number =>
	bits.reduce((sum, bit, index) => sum + (bit ? 2 ** index : 0), 0);

/** Returns the bits of a byte, the lowest one first. */
export const readFlags = (number: number): boolean[] =>
	Array.from({ length: 8 }, (_, index) => (number & (2 ** index)) !== 0);

/** A hash of 8 characters has 6 bytes. */
const hash = (text: string): Buffer => Buffer.from(text, 'base64url');

/** Returns the hash at the beginning of the bytes. */
export const readHash = (part: Buffer): string => part.toString('base64url', 0, 6);

/** Returns numbers with their lengths in bytes. A number that is too large becomes the largest one. */
function bytes(...numbers: Array<[number: number, length: number]>): Buffer {
	return Buffer.concat(
		numbers.map(([number, length]) => {
			const buffer = Buffer.alloc(length);
			buffer.writeUIntBE(Math.max(0, Math.min(number, 2 ** (8 * length) - 1)), 0, length);
			return buffer;
		}),
	);
}

const split = (buffer: Buffer, length: number): Buffer[] =>
	Array.from({ length: buffer.length / length }, (_, index) =>
		buffer.subarray(index * length, (index + 1) * length),
	);
