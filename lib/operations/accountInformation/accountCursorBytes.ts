import type { KnownTransaction } from './matchTransactions';
import type { AccountCursor } from './accountCursor';
import type { KnownPending } from './pendingTransactions';

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

/** Reads what `writeAccountCursor` has written. */
export const readAccountCursor = (buffer: Buffer): AccountCursor =>
	readKnown(buffer, { pendingLength, bookedLength, readPending, readBooked });

/** Reads the state of an account in a cursor of version 3. */
export const readVersion3AccountCursor = (buffer: Buffer): AccountCursor =>
	readKnown(buffer, {
		...version3,
		readPending: readVersion3Pending,
		readBooked: readVersion3Booked,
	});

interface Readers {
	pendingLength: number;
	bookedLength: number;
	readPending(part: Buffer): KnownPending;
	readBooked(part: Buffer): KnownTransaction;
}

function readKnown(buffer: Buffer, readers: Readers): AccountCursor {
	const lastPending = buffer.readUInt16BE(5);
	const { common, known } = readHead(buffer, headLength);
	if (common.version1) return common;
	const pendingEnd = buffer.readUIntBE(7, 3) * readers.pendingLength;
	return {
		...common,
		...(lastPending > 0 && { lastPending }),
		booked: split(known.subarray(pendingEnd), readers.bookedLength).map(readers.readBooked),
		pending: split(known.subarray(0, pendingEnd), readers.pendingLength).map(readers.readPending),
	};
}

/** Reads the state of an account in a cursor of version 2. */
export function readVersion2AccountCursor(buffer: Buffer): AccountCursor {
	const { common, known } = readHead(buffer, version2.headLength);
	if (common.version1) return common;
	const pendingEnd = buffer.readUInt16BE(5) * version2.pendingLength;
	const pending = split(known.subarray(0, pendingEnd), version2.pendingLength);
	const lastPending = Math.max(0, ...pending.map((part) => part.readUInt16BE(14)));
	return {
		...common,
		...(lastPending > 0 && { lastPending }),
		booked: split(known.subarray(pendingEnd), version3.bookedLength).map((part) => ({
			...readVersion3Booked(part),
			isGone: false,
		})),
		pending: pending.filter(isReturnedInVersion2).map(readVersion2Pending),
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

const headLength = 10;
const identificationLength = 3;
const departedLength = 4;
const bookedLength = 12;
const pendingLength = 13;
const version1Length = 8;
const version2 = { headLength: 7, pendingLength: 16 };
const version3 = { pendingLength: 11, bookedLength: 10 };

/** Three bits of the 16 that contain the details. Until version 3, 2 ** 13 was the fourth one. */
const undated = 2 ** 15;
const unlisted = 2 ** 14;
const gone = 2 ** 12;

function writeBooked(one: KnownTransaction): Buffer {
	const { identity, details, time, day, keptSince, isListed, isGone } = one;
	const bits = (day === undefined ? undated : 0) + (isListed ? 0 : unlisted) + (isGone ? gone : 0);
	return Buffer.concat([hash(identity), bytes([details + bits, 2], [keptSince, 2], [time, 2])]);
}

const readBooked = (part: Buffer): KnownTransaction => ({
	...readVersion3Booked(part),
	time: part.readUInt16BE(10),
});

function readVersion3Booked(part: Buffer): KnownTransaction {
	const details = part.readUInt16BE(6);
	const keptSince = part.readUInt16BE(8);
	return {
		identity: readHash(part),
		details: details % gone,
		time: 0,
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
	const [, , isReturned] = readFlags(part.readUInt8(6));
	return {
		...readVersion3Pending(part),
		since: part.readUInt16BE(11),
		isReturned: Boolean(isReturned),
	};
}

/** Version 3 contained only those that a run had returned. */
function readVersion3Pending(part: Buffer): KnownPending {
	const [isDated, isListed] = readFlags(part.readUInt8(6));
	const lastDay = part.readUInt16BE(9);
	const day = isDated ? part.readUInt16BE(7) : undefined;
	return {
		...{ identity: readHash(part), day, lastDay, isListed: Boolean(isListed), isReturned: true },
		since: Math.min(day ?? lastDay, lastDay),
	};
}

/** Version 2 also contained pending transactions that no run had returned, and the hash of the amount. */
function isReturnedInVersion2(part: Buffer): boolean {
	const [, , isReturned, onlyKeepsWindow] = readFlags(part.readUInt8(9));
	return Boolean(isReturned) && !onlyKeepsWindow;
}

function readVersion2Pending(part: Buffer): KnownPending {
	const [isDated, isListed] = readFlags(part.readUInt8(9));
	const lastDay = part.readUInt16BE(14);
	const day = isDated ? part.readUInt16BE(10) : undefined;
	return {
		...{ identity: readHash(part), day, lastDay, isListed: Boolean(isListed), isReturned: true },
		since: Math.min(day ?? lastDay, lastDay),
	};
}

/** The first bit is the lowest one. */
const flags = (...bits: boolean[]): number =>
	bits.reduce((sum, bit, index) => sum + (bit ? 2 ** index : 0), 0);

const readFlags = (number: number): boolean[] =>
	Array.from({ length: 8 }, (_, index) => (number & (2 ** index)) !== 0);

/** A hash of 8 characters has 6 bytes. */
const hash = (text: string): Buffer => Buffer.from(text, 'base64url');

const readHash = (part: Buffer): string => part.toString('base64url', 0, 6);

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
