import type { KnownTransaction } from './matchTransactions';
import type { AccountCursor } from './newTransactions';
import type { KnownPending } from './pendingTransactions';

/**
 * Writes what a cursor knows about one account: 7 bytes, 3 for its identification, 10 for each
 * booked transaction, 16 for each pending one. Of a
 * cursor of version 1, 8 bytes for each fingerprint. Days have 2 bytes, which is enough until the year 2149.
 */
export function writeAccountCursor(cursor: AccountCursor): Buffer {
	const { windowStart, lastRun, identifyBy, reusesIds, booked, pending, version1 } = cursor;
	const { identification } = cursor;
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
		[pending.length, 2],
	);
	const known = version1
		? [...version1].map(([fingerprint, day]) => Buffer.concat([hash(fingerprint), bytes([day, 2])]))
		: [...pending.map(writePending), ...booked.map(writeBooked)];
	return Buffer.concat([head, hash(identification ?? ''), ...known]);
}

/** Reads what `writeAccountCursor` has written. */
export function readAccountCursor(buffer: Buffer): AccountCursor {
	const [isByContent, reusesIds, isVersion1, isIdentified] = readFlags(buffer.readUInt8());
	const start = headLength + (isIdentified ? identificationLength : 0);
	const pendingEnd = start + buffer.readUInt16BE(5) * pendingLength;
	const common = {
		windowStart: buffer.readUInt16BE(1),
		lastRun: buffer.readUInt16BE(3),
		identifyBy: isByContent ? ('content' as const) : ('transactionId' as const),
		reusesIds: Boolean(reusesIds),
		...(isIdentified && { identification: buffer.toString('base64url', headLength, start) }),
	};
	if (isVersion1) {
		const fingerprints = split(buffer.subarray(start), version1Length).map(
			(part) => [readHash(part), part.readUInt16BE(6)] as const,
		);
		return { ...common, booked: [], pending: [], version1: new Map(fingerprints) };
	}
	return {
		...common,
		booked: split(buffer.subarray(pendingEnd), bookedLength).map(readBooked),
		pending: split(buffer.subarray(start, pendingEnd), pendingLength).map(readPending),
	};
}

const headLength = 7;
const identificationLength = 3;
const bookedLength = 10;
const pendingLength = 16;
const version1Length = 8;

/** Two bits of the 16 that contain the details. */
const undated = 2 ** 15;
const unlisted = 2 ** 14;

const writeBooked = ({ identity, details, day, keptSince, isListed }: KnownTransaction): Buffer =>
	Buffer.concat([
		hash(identity),
		bytes(
			[details + (day === undefined ? undated : 0) + (isListed ? 0 : unlisted), 2],
			[keptSince, 2],
		),
	]);

function readBooked(part: Buffer): KnownTransaction {
	const details = part.readUInt16BE(6);
	const keptSince = part.readUInt16BE(8);
	return {
		identity: readHash(part),
		details: details % unlisted,
		day: (details & undated) === 0 ? keptSince : undefined,
		keptSince,
		isListed: (details & unlisted) === 0,
	};
}

const writePending = (one: KnownPending): Buffer =>
	Buffer.concat([
		hash(one.identity),
		bytes(
			[one.money, 3],
			[flags(one.day !== undefined, one.isListed, one.isReturned, one.onlyKeepsWindow), 1],
			[one.day ?? 0, 2],
			[one.firstDay, 2],
			[one.lastDay, 2],
		),
	]);

function readPending(part: Buffer): KnownPending {
	const [isDated, isListed, isReturned, onlyKeepsWindow] = readFlags(part.readUInt8(9));
	return {
		identity: readHash(part),
		money: part.readUIntBE(6, 3),
		day: isDated ? part.readUInt16BE(10) : undefined,
		firstDay: part.readUInt16BE(12),
		lastDay: part.readUInt16BE(14),
		isListed: Boolean(isListed),
		isReturned: Boolean(isReturned),
		onlyKeepsWindow: Boolean(onlyKeepsWindow),
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
