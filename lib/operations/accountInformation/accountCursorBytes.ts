import type { KnownTransaction } from './matchTransactions';
import type { AccountCursor } from './newTransactions';
import type { KnownPending } from './pendingTransactions';

/**
 * Writes what a cursor knows about one account: 10 bytes, 3 for its identification, 10 for each booked transaction, 11 for
 * each pending one. Of a cursor of version 1, 8 bytes for each fingerprint. Days have 2 bytes, which is enough until the year
 * 2149.
 */
export function writeAccountCursor(cursor: AccountCursor): Buffer {
	const { windowStart, lastRun, lastPending, identifyBy, reusesIds } = cursor;
	const { booked, pending, version1, identification } = cursor;
	const head = bytes(
		[
			flags(
				identifyBy === 'content',
				reusesIds,
				version1 !== undefined,
				identification !== undefined,
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
	return Buffer.concat([head, hash(identification ?? ''), ...known]);
}

/** Reads what `writeAccountCursor` has written. */
export function readAccountCursor(buffer: Buffer): AccountCursor {
	const lastPending = buffer.readUInt16BE(5);
	const { common, known } = readHead(buffer, headLength);
	if (common.version1) return common;
	const pendingEnd = buffer.readUIntBE(7, 3) * pendingLength;
	return {
		...common,
		...(lastPending > 0 && { lastPending }),
		booked: split(known.subarray(pendingEnd), bookedLength).map(readBooked),
		pending: split(known.subarray(0, pendingEnd), pendingLength).map(readPending),
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
		booked: split(known.subarray(pendingEnd), bookedLength).map((part) => ({
			...readBooked(part),
			...{ isPresumed: false, isGone: false },
		})),
		pending: pending.filter(isReturnedInVersion2).map(readVersion2Pending),
	};
}

/** The first five bytes and the identification are the same in versions 2 and 3. */
function readHead(buffer: Buffer, length: number): { common: AccountCursor; known: Buffer } {
	const [isByContent, reusesIds, isVersion1, isIdentified] = readFlags(buffer.readUInt8());
	const start = length + (isIdentified ? identificationLength : 0);
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
			...(isIdentified && { identification: buffer.toString('base64url', length, start) }),
			...(isVersion1 && { version1: new Map(fingerprints()) }),
		},
		known,
	};
}

const headLength = 10;
const identificationLength = 3;
const bookedLength = 10;
const pendingLength = 11;
const version1Length = 8;
const version2 = { headLength: 7, pendingLength: 16 };

/** Four bits of the 16 that contain the details. */
const undated = 2 ** 15;
const unlisted = 2 ** 14;
const presumed = 2 ** 13;
const gone = 2 ** 12;

function writeBooked(one: KnownTransaction): Buffer {
	const { identity, details, day, keptSince, isListed, isPresumed, isGone } = one;
	const bits =
		(day === undefined ? undated : 0) +
		(isListed ? 0 : unlisted) +
		(isPresumed ? presumed : 0) +
		(isGone ? gone : 0);
	return Buffer.concat([hash(identity), bytes([details + bits, 2], [keptSince, 2])]);
}

function readBooked(part: Buffer): KnownTransaction {
	const details = part.readUInt16BE(6);
	const keptSince = part.readUInt16BE(8);
	return {
		identity: readHash(part),
		details: details % gone,
		day: (details & undated) === 0 ? keptSince : undefined,
		keptSince,
		isListed: (details & unlisted) === 0,
		isPresumed: (details & presumed) !== 0,
		isGone: (details & gone) !== 0,
	};
}

const writePending = ({ identity, day, lastDay, isListed }: KnownPending): Buffer =>
	Buffer.concat([
		hash(identity),
		bytes([flags(day !== undefined, isListed), 1], [day ?? 0, 2], [lastDay, 2]),
	]);

function readPending(part: Buffer): KnownPending {
	const [isDated, isListed] = readFlags(part.readUInt8(6));
	return {
		identity: readHash(part),
		day: isDated ? part.readUInt16BE(7) : undefined,
		lastDay: part.readUInt16BE(9),
		isListed: Boolean(isListed),
	};
}

/** Version 2 also contained pending transactions that no run had returned, and the hash of the amount. */
function isReturnedInVersion2(part: Buffer): boolean {
	const [, , isReturned, onlyKeepsWindow] = readFlags(part.readUInt8(9));
	return Boolean(isReturned) && !onlyKeepsWindow;
}

function readVersion2Pending(part: Buffer): KnownPending {
	const [isDated, isListed] = readFlags(part.readUInt8(9));
	return {
		identity: readHash(part),
		day: isDated ? part.readUInt16BE(10) : undefined,
		lastDay: part.readUInt16BE(14),
		isListed: Boolean(isListed),
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
