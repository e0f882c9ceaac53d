import { dateOf, dayOf, type Day } from '../../lib/operations/accountInformation/transactionDate';
import type { JsonObject } from '../../lib/responses/body';
import type { BankBehaviour, Change } from './history';

/** A transaction at the bank. */
export interface Entry {
	/** A member that no implementation reads: it tells the model which transaction was returned. */
	serial: number;
	/** Part of the bank's ID. A reversal has that of the reversed transaction. */
	idNumber: number;
	amount: number;
	text: string;
	isCredit: boolean;
	/** Purchase day while pending, then the booking day. */
	day: Day;
	state: 'pending' | 'booked' | 'gone';
	isReversed: boolean;
	/** Left out of the next list. */
	isOmitted: boolean;
	wasOmitted: boolean;
	/** Whether the bank has changed or removed it after booking. */
	isChanged: boolean;
}

/** Shortly before daylight saving ends on 25 October. */
export const firstDay: Day = dayOf(Date.parse('2026-10-06T00:00:00Z'));
const lastSummerDay: Day = dayOf(Date.parse('2026-10-25T00:00:00Z'));

const amounts = ['1.75', '50.00', '250.00'];

/** Applies a change to the bank's transactions. A change that can happen to none of them does nothing. */
export function applyChange(
	entries: Entry[],
	change: Change,
	{ today, mayLeaveOut }: { today: Day; mayLeaveOut: boolean },
): void {
	if (change.kind === 'book') {
		for (let twin = 0; twin <= change.twins; twin += 1) {
			entries.push(newEntry(entries, change, today, 'booked'));
		}
		return;
	}
	if (change.kind === 'pend') {
		entries.push(newEntry(entries, change, today, 'pending'));
		return;
	}
	const state = change.kind === 'settle' || change.kind === 'decline' ? 'pending' : 'booked';
	const states = change.kind === 'omit' ? ['pending', 'booked'] : [state];
	const candidates = entries.filter(
		(entry) =>
			states.includes(entry.state) &&
			(change.kind !== 'reverse' || !(entry.isReversed || entry.isCredit)),
	);
	const entry = candidates.at(-1 - (change.which % Math.max(candidates.length, 1)));
	if (!entry) return;
	if (change.kind === 'remove' && !mayLeaveOut) return;
	if (change.kind === 'omit' && entry.state === 'booked' && !mayLeaveOut) return;
	if (change.kind === 'reverse') {
		entries.push({
			...entry,
			serial: entries.length,
			isCredit: true,
			day: today,
			isChanged: false,
		});
		entry.isReversed = true;
		return;
	}
	Object.assign(entry, changed(entry, change, today));
}

const newEntry = (
	entries: Entry[],
	{ amount, text, late }: { amount: number; text: number; late: number },
	today: Day,
	state: Entry['state'],
): Entry => ({
	...{ serial: entries.length, idNumber: entries.length, amount, text: `text ${text}` },
	...{ isCredit: false, day: today - late },
	...{ state, isReversed: false, isOmitted: false, wasOmitted: false, isChanged: false },
});

function changed(
	entry: Entry,
	change: Exclude<Change, { kind: 'book' | 'pend' }>,
	today: Day,
): Partial<Entry> {
	switch (change.kind) {
		case 'settle':
			return { state: 'booked', day: change.isDatedToday ? today : entry.day };
		case 'restateText':
			return { text: `${entry.text}'`, isChanged: true };
		case 'restateDate':
			return { day: Math.min(entry.day + change.by, today), isChanged: true };
		case 'omit':
			return { isOmitted: true, wasOmitted: entry.wasOmitted || entry.state === 'booked' };
		default:
			return { state: 'gone', isChanged: true };
	}
}

/** Reads the list page by page. Meanwhile `afterFirstPage` may change it, so that the next pages begin elsewhere. */
export function readPages(
	list: () => JsonObject[],
	pageSize: number,
	afterFirstPage: () => void,
): JsonObject[][] {
	const pages: JsonObject[][] = [];
	for (let start = 0; pages.length === 0 || start < list().length; start += pageSize) {
		pages.push(list().slice(start, start + pageSize));
		if (start === 0) afterFirstPage();
	}
	return pages;
}

/** Returns the bank's list of transactions from a day on. */
export function listFrom(
	entries: readonly Entry[],
	filterFrom: Day,
	{ bank, today }: { bank: BankBehaviour; today: Day },
): JsonObject[] {
	const listed = entries
		.filter(({ state, isOmitted }) => state !== 'gone' && !isOmitted)
		.filter(({ state, day }) => state === 'pending' || bank.ignoresFilter || day >= filterFrom)
		.map((entry) => onTheWire(entry, bank, today));
	return bank.listsOldestFirst ? listed : listed.reverse();
}

function onTheWire(entry: Entry, bank: BankBehaviour, today: Day): JsonObject {
	const { serial, amount, text, isCredit, state, day } = entry;
	return {
		AccountId: '1',
		TransactionId: idOf(entry, bank),
		Status: state === 'booked' ? 'BOOK' : 'PDNG',
		CreditDebitIndicator: isCredit ? 'Credit' : 'Debit',
		Amount: { Amount: amounts[amount], Currency: 'GBP' },
		TransactionInformation: text,
		...(state === 'booked'
			? { BookingDateTime: written(day, bank, today) }
			: pendingDate(day, bank, today)),
		serial,
	};
}

function idOf({ idNumber, state }: Entry, { ids }: BankBehaviour): string | undefined {
	if (ids === 'none') return undefined;
	if (ids === 'reused') return '9998';
	return ids === 'renamed' && state === 'pending' ? `p-${idNumber}` : `t-${idNumber}`;
}

function pendingDate(day: Day, bank: BankBehaviour, today: Day): JsonObject {
	switch (bank.pendingDate) {
		case 'none':
			return {};
		case 'value':
			return { ValueDateTime: written(day, bank, today) };
		case 'future':
			return { BookingDateTime: written(day + 10, bank, today) };
		default:
			return { BookingDateTime: written(bank.pendingDate === 'today' ? today : day, bank, today) };
	}
}

const isSummer = (day: Day): boolean => day < lastSummerDay;

/** 25 October begins in summer time. */
function written(day: Day, { zone }: BankBehaviour, today: Day): string {
	switch (zone) {
		case 'utc':
			return `${dateOf(day)}T00:00:00Z`;
		case 'season':
			return `${dateOf(day)}T00:00:00${day <= lastSummerDay ? '+01:00' : '+00:00'}`;
		case 'now':
			return `${dateOf(day)}T00:00:00${isSummer(today) ? '+01:00' : '+00:00'}`;
		case 'instant':
			return day <= lastSummerDay
				? `${dateOf(day - 1)}T23:00:00.000Z`
				: `${dateOf(day)}T00:00:00.000Z`;
		default:
			return dateOf(day);
	}
}
