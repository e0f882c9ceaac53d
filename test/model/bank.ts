import { dateOf, dayOf, type Day } from '../../lib/calendar';
import type { JsonObject } from '../../lib/responses/body';
import type { BankBehaviour, Change } from './history';

/** A transaction at the bank. */
export interface Entry {
	/** Index among the transactions of the account. */
	serial: number;
	/** Part of the bank's ID. A reversal has that of the reversed transaction. */
	idNumber: number;
	amount: number;
	text: string;
	isCredit: boolean;
	/** Purchase day while it is not booked, then the booking day. */
	day: Day;
	/** `hidden`: the bank does not list it until it is booked. */
	state: 'announced' | 'pending' | 'hidden' | 'booked' | 'gone';
	isReversed: boolean;
	/** Left out of the next list. */
	isOmitted: boolean;
	wasOmitted: boolean;
	/** Whether the bank has changed or removed it after booking. */
	isChanged: boolean;
	/** Whether the bank has changed its text or date after booking. */
	isRestated: boolean;
}

/** The bank's members of listed entries contain nothing that says which transaction they are. */
const listedEntries = new WeakMap<JsonObject, Entry>();

/** Returns the transaction of an entry of a list. */
export const entryOf = (listed: JsonObject): Entry => listedEntries.get(listed)!;

/** Shortly before daylight saving ends on 25 October 2026, or begins on 28 March 2027. */
export const firstDays: Record<BankBehaviour['season'], Day> = {
	autumn: dayOf(Date.parse('2026-10-06T00:00:00Z')),
	spring: dayOf(Date.parse('2027-03-10T00:00:00Z')),
};
const summers = [
	['2026-03-29', '2026-10-25'],
	['2027-03-28', '2027-10-31'],
].map(([first, last]) => [first!, last!].map((date) => dayOf(Date.parse(`${date}T00:00:00Z`))));

/** Clocks change at one o'clock: the first day of summer begins in winter time, and the last one in summer time. */
const beginsInSummer = (day: Day): boolean =>
	summers.some(([first, last]) => day > first! && day <= last!);

/** Returns the day in the UK at an hour in UTC, which is not that of a change of the clocks. */
export const ukDay = (day: Day, hour: number): Day =>
	hour === 23 && beginsInSummer(day + 1) ? day + 1 : day;

const amounts = ['1.75', '50.00', '250.00'];

const states: Partial<Record<Change['kind'], Array<Entry['state']>>> = {
	settle: ['announced', 'pending', 'hidden'],
	decline: ['announced', 'pending', 'hidden'],
	hide: ['announced', 'pending'],
	show: ['announced', 'hidden'],
	omit: ['pending', 'booked'],
};

/** Applies a change to the bank's transactions. A change that can happen to none of them does nothing. */
export function applyChange(
	entries: Entry[],
	change: Change,
	{ today, bank }: { today: Day; bank: BankBehaviour },
): void {
	if (change.kind === 'book') {
		for (let twin = 0; twin <= change.twins; twin += 1) {
			entries.push(newEntry(entries, { ...change, bank }, today, 'booked'));
		}
		return;
	}
	if (change.kind === 'pend') {
		const state = change.isAnnounced ? 'announced' : 'pending';
		entries.push(newEntry(entries, { ...change, bank }, today, state));
		return;
	}
	const candidates = entries.filter(
		(entry) =>
			(states[change.kind] ?? ['booked']).includes(entry.state) &&
			(change.kind !== 'reverse' || !(entry.isReversed || entry.isCredit)),
	);
	const entry = candidates.at(-1 - (change.which % Math.max(candidates.length, 1)));
	if (!entry) return;
	if (change.kind === 'remove' && !bank.leavesOut && !bank.withVanishing) return;
	if (change.kind === 'omit' && entry.state === 'booked' && !bank.leavesOut) return;
	if (change.kind === 'reverse') {
		const reversal = { isCredit: true, day: today, isChanged: false };
		entries.push({ ...entry, serial: entries.length, ...reversal });
		entry.isReversed = true;
		return;
	}
	Object.assign(entry, changed(entry, change, today));
}

const newEntry = (
	entries: Entry[],
	{ amount, text, late, bank }: { amount: number; text: number; late: number; bank: BankBehaviour },
	today: Day,
	state: Entry['state'],
): Entry => ({
	...{ serial: entries.length, idNumber: freeNumber(entries, bank), amount, text: `text ${text}` },
	...{ isCredit: false, day: today - late },
	...{ state, isReversed: false, isOmitted: false, wasOmitted: false },
	...{ isChanged: false, isRestated: false },
});

function freeNumber(entries: Entry[], { ids }: BankBehaviour): number {
	const used = new Set(entries.filter(({ state }) => state !== 'gone').map((one) => one.idNumber));
	const free = entries.find(({ idNumber }) => !used.has(idNumber));
	return ids === 'passedOn' && free ? free.idNumber : entries.length;
}

function changed(
	entry: Entry,
	change: Exclude<Change, { kind: 'book' | 'pend' }>,
	today: Day,
): Partial<Entry> {
	switch (change.kind) {
		case 'settle':
			return {
				state: 'booked',
				day: change.isDatedToday ? today : entry.day,
				...(change.amount !== undefined && { amount: change.amount }),
			};
		case 'hide':
			return { state: 'hidden' };
		case 'show':
			return { state: 'pending' };
		case 'restateText':
			return { text: `${entry.text}'`, isChanged: true, isRestated: true };
		case 'restateDate':
			return {
				...{ day: Math.min(entry.day + change.by, today), isChanged: true },
				isRestated: true,
			};
		case 'omit':
			return { isOmitted: true, wasOmitted: entry.wasOmitted || entry.state === 'booked' };
		default:
			return { state: 'gone', isChanged: true };
	}
}

/** Reads the list page by page. `afterPage` may change it after each of them, so that the next pages begin elsewhere. */
export function readPages(
	list: () => JsonObject[],
	pageSize: number,
	afterPage: (number: number) => void,
): JsonObject[][] {
	const pages: JsonObject[][] = [];
	let hasNext = true;
	for (let start = 0; hasNext; start += pageSize) {
		const entries = list();
		pages.push(entries.slice(start, start + pageSize));
		hasNext = start + pageSize < entries.length;
		afterPage(pages.length);
	}
	return pages;
}

/** Returns the first day whose bookings the bank lists. */
export const listedFrom = ({ listedDays }: BankBehaviour, today: Day): Day => today - listedDays;

/** Returns the bank's list of transactions from a day on. */
export function listFrom(
	entries: readonly Entry[],
	filterFrom: Day,
	{ bank, today }: { bank: BankBehaviour; today: Day },
): JsonObject[] {
	const listed = entries
		.filter(({ state, isOmitted }) => state !== 'gone' && state !== 'hidden' && !isOmitted)
		.filter(({ state, day }) => state !== 'booked' || day >= listedFrom(bank, today))
		.filter(({ state, day }) => state !== 'booked' || bank.ignoresFilter || day >= filterFrom);
	return (bank.listsOldestFirst ? listed : listed.reverse()).map((entry, index) => {
		const transaction = onTheWire(entry, bank, today);
		if (bank.showsBalance) {
			transaction.Balance = { Amount: { Amount: `${listed.length - index}.00`, Currency: 'GBP' } };
		}
		listedEntries.set(transaction, entry);
		return transaction;
	});
}

/** The v4.0 statuses. */
const statuses = { booked: 'BOOK', pending: 'PDNG', announced: 'INFO' };

function onTheWire(entry: Entry, bank: BankBehaviour, today: Day): JsonObject {
	const { amount, text, isCredit, state, day } = entry;
	return {
		AccountId: '1',
		TransactionId: idOf(entry, bank),
		Status: statuses[state as keyof typeof statuses],
		CreditDebitIndicator: isCredit ? 'Credit' : 'Debit',
		Amount: { Amount: amounts[amount], Currency: 'GBP' },
		TransactionInformation: text,
		...(state === 'booked'
			? { BookingDateTime: written(day, { bank, today, serial: entry.serial }) }
			: pendingDate(entry, bank, today)),
	};
}

/** From which transaction on a bank with `laterReused` uses one ID. */
const reusedFrom = 3;

/** Returns the number in the bank's ID; undefined without IDs. */
export function idNumberOf({ idNumber }: Entry, { ids }: BankBehaviour): number | undefined {
	if (ids === 'none') return undefined;
	if (ids === 'reused') return 9998;
	return ids === 'laterReused' ? Math.min(idNumber, reusedFrom) : idNumber;
}

function idOf(entry: Entry, bank: BankBehaviour): string | undefined {
	const number = idNumberOf(entry, bank);
	if (number === undefined) return undefined;
	return bank.ids === 'renamed' && entry.state !== 'booked' ? `p-${number}` : `t-${number}`;
}

function pendingDate({ day, serial }: Entry, bank: BankBehaviour, today: Day): JsonObject {
	const when = { bank, today, serial };
	switch (bank.pendingDate) {
		case 'none':
			return {};
		case 'value':
			return { ValueDateTime: written(day, when) };
		case 'future':
			return { BookingDateTime: written(day + 10, when) };
		default:
			return { BookingDateTime: written(bank.pendingDate === 'today' ? today : day, when) };
	}
}

function written(
	day: Day,
	{ bank: { zone, hasTimes }, today, serial }: { bank: BankBehaviour; today: Day; serial: number },
): string {
	if (hasTimes) return `${dateOf(day)}T${timeOf(serial)}Z`;
	switch (zone) {
		case 'utc':
			return `${dateOf(day)}T00:00:00Z`;
		case 'season':
			return `${dateOf(day)}T00:00:00${beginsInSummer(day) ? '+01:00' : '+00:00'}`;
		case 'now':
			return `${dateOf(day)}T00:00:00${beginsInSummer(today + 1) ? '+01:00' : '+00:00'}`;
		case 'instant':
			return beginsInSummer(day)
				? `${dateOf(day - 1)}T23:00:00.000Z`
				: `${dateOf(day)}T00:00:00.000Z`;
		default:
			return dateOf(day);
	}
}

/** During the day, so that the day is the same in UTC and in the UK. Another time for each transaction. */
const timeOf = (serial: number): string =>
	[9 + Math.floor(serial / 60), serial % 60, 1 + (serial % 58)]
		.map((part) => String(part).padStart(2, '0'))
		.join(':');
