import type { Day } from '../../lib/calendar';
import { groupBy } from '../../lib/operations/accountInformation/matchTransactions';
import type { ReadList } from '../../lib/operations/accountInformation/readNewTransactions';
import type { JsonObject } from '../../lib/responses/body';
import { entryOf, idNumberOf, type Entry } from './bank';
import type { History, Run } from './history';
import type { ReturnedTransaction } from './implementation';

/*
 * What `docs/polling.md` and `docs/transaction-identity.md` promise for the transactions of one account, and what the runs
 * returned.
 */

export const initialHistoryDays = 20;
const longestWindowDays = 88;
const maxLookbackDays = 30;
/** Thirteen months. */
const maxHistoryDays = 395;
const graceDays = 30;

/** What the model knows about one account. */
export interface Ledger {
	history: History;
	/** 0 or 1. */
	number: number;
	entries: Entry[];
	known: Known[];
	/** The ID of the account at the bank. */
	accountId: string;
	renumberings: number;
	/** Whether the cursor contains the account. */
	isInCursor: boolean;
	/** As in the last stored run that read the account. */
	identifyBy: History['identifyBy'];
	/** As in the last stored run that read the whole list. */
	overlapDays: number;
	lastRun: Day;
	hasSwitched: boolean;
	/** A booking since this day is returned, however late it is. */
	guaranteedFrom: Day;
	/**
	 * The newest booking that a run listed, also if the bank has removed it. The lookback before the last complete run without a
	 * later one.
	 */
	newest: Day;
	/** The first day since which a run has read every day. */
	lastStart: Day;
	/** The booked transactions that each stored run listed, since the account was new. */
	lists: Array<{ booked: Set<Known>; oldest: Day; isComplete: boolean; guaranteedFrom: Day }>;
	keys: KeyRecord[];
}

interface KeyRecord {
	known: Known;
	/** What the key is made of. */
	signature: string;
	key: string;
}

/** What the model knows about one transaction. */
interface Known {
	entry: Entry;
	/** The first stored run that listed it booked had to return it. */
	isDue: boolean;
	/** It is older than the initial history. */
	isOld: boolean;
	/** It was older than what the first run that listed it had to return. */
	isLeftOut: boolean;
	/** It is due, but perhaps only the next run can return it. */
	isHidden?: boolean;
	returned: number;
	/** Times that it may be returned again. */
	allowedRepeats: number;
	/** As the last stored run listed it. */
	last?: { text: string; day: Day };
	/** The last stored run did not list it. */
	wasMissing: boolean;
	/** The bank did not list it in a stored run, although it was booked with a date in the window. */
	wasEverMissing: boolean;
	/** Whether a complete list has lacked it, booked or not. */
	wasUnlisted: boolean;
	/** The first day of the list in which it was listed without being booked. A whole list has 88 days. */
	pendingFrom?: Day;
	/**
	 * The last day on which it was listed without being booked. It may be booked with any day since `since`. `isUnread`: that
	 * list did not have all these days.
	 */
	unbooked?: { lastSeen: Day; since: Day; isUnread: boolean };
	/** The last day on which a reading listed it as not booked, and the list that the run used did not. */
	leftOn?: Day;
	pending: { isDue: boolean; returned: number; allowed: number; lastSeen?: Day };
	contents: Set<string>;
}

export const newLedger = (history: History, number: number): Ledger => ({
	...{ history, number, entries: [], known: [], lists: [], keys: [] },
	...{ accountId: `${number}-0`, renumberings: 0, isInCursor: false },
	...{ identifyBy: history.identifyBy, lastRun: 0, hasSwitched: false, guaranteedFrom: Infinity },
	overlapDays: Infinity,
	...{ newest: -Infinity, lastStart: -Infinity },
});

/** Without its number, an account with another ID is new: what was returned may be returned again. */
export function renumber(ledger: Ledger): void {
	ledger.renumberings += 1;
	ledger.accountId = `${ledger.number}-${ledger.renumberings}`;
	if (ledger.history.bank.identifiesAccounts) return;
	ledger.isInCursor = false;
	ledger.overlapDays = Infinity;
	ledger.newest = -Infinity;
	ledger.lists = [];
	for (const known of ledger.known) {
		// Of equal ones, a run may have returned another one than the model knows.
		if (known.last !== undefined || known.entry.state === 'booked') known.allowedRepeats += 1;
		known.pending.allowed += 1;
		// There is no run after the one that has not listed it.
		if (known.isHidden && known.returned === 0) known.isDue = false;
		known.last = undefined;
		known.pendingFrom = undefined;
		known.unbooked = undefined;
	}
}

interface StoredRun {
	/** The first day of the first reading of the list. */
	windowStart: Day;
	/** The list that the run used. Undefined: the account could not be read. */
	read?: ReadList;
	/** The run could not read older days, so another setting of the identity counts from a later run on. */
	isPostponed: boolean;
	/** The first day whose bookings the bank lists. */
	listedFrom: Day;
	/** What was booked before the list was read. */
	bookedBefore: ReadonlySet<Entry>;
	/** What the pages of the last reading contained. */
	served: ReadonlySet<Entry>;
	/** What any whole reading listed as not booked. */
	unbooked: ReadonlySet<Entry>;
	returned: ReturnedTransaction[];
	run: Run;
	today: Day;
	wanted: History['identifyBy'];
	overlapDays: number;
}

/** Records what a stored run had to return and what it returned. */
export function record(ledger: Ledger, stored: StoredRun): void {
	const { read, isPostponed, bookedBefore, today, wanted, overlapDays } = stored;
	const isComplete = read !== undefined && read.failure === undefined;
	const isFirst = !ledger.isInCursor;
	ledger.isInCursor = true;
	if (isFirst) ledger.guaranteedFrom = today - initialHistoryDays - (isComplete ? overlapDays : 0);
	if (isFirst) ledger.identifyBy = wanted;
	if (!read) return;
	const { guaranteedFrom } = ledger;
	const { transactions: list, windowStart: start } = read;
	const isSwitched = isComplete && !isPostponed && !isFirst && wanted !== ledger.identifyBy;
	const addedUntil = overlapDays > ledger.overlapDays ? guaranteedFrom : -Infinity;
	const isBooked = ({ Status }: JsonObject) => Status === 'BOOK';
	const pending = new Set(list.filter((one) => !isBooked(one)).map(entryOf));
	// A booking before the window counts as missing.
	const listed = new Set(
		list
			.filter(isBooked)
			.map(entryOf)
			.filter(({ day }) => day >= start),
	);
	const oldest = Math.min(...[...listed].map(({ day }) => day));
	for (const entry of ledger.entries) ledger.known[entry.serial] ??= newKnown(entry);
	for (const known of ledger.known) {
		const { entry } = known;
		const moment = { ...stored, isFirst, isSwitched, list, start, addedUntil };
		if (pending.has(entry)) seePending(ledger, known, moment);
		else if (stored.unbooked.has(entry)) known.leftOn = today;
		// A window that begins too late, and pages that move, hide what the node had to return.
		const isHidden =
			isComplete &&
			bookedBefore.has(entry) &&
			// A bank that lists only the last days may never list it again.
			ledger.history.bank.listedDays === Infinity &&
			known.last === undefined &&
			!isFirst &&
			isGuaranteed(ledger, known, moment);
		if (listed.has(entry) || isHidden) see(ledger, known, moment);
		known.isHidden = isHidden && !listed.has(entry);
		// Pages that moved twice in the same way.
		known.allowedRepeats += Math.max(0, list.filter((one) => entryOf(one) === entry).length - 1);
		if (listed.has(entry) || pending.has(entry)) known.wasMissing = false;
		else if (isComplete && !isOutside(known, start)) miss(known, moment);
	}
	for (const { entry, unbooked } of ledger.known) {
		if (unbooked && pending.has(entry)) unbooked.isUnread = !isComplete || unbooked.since < start;
	}
	if (!isComplete) markHidden(ledger, listed);
	const booked = ledger.known.filter(({ entry }) => listed.has(entry));
	ledger.lists.push({ booked: new Set(booked), oldest, isComplete, guaranteedFrom });
	recordReturned(ledger, stored);
	ledger.lastStart = isComplete
		? start
		: Math.max(ledger.lastStart, isFirst ? guaranteedFrom : stored.windowStart);
	for (const { entry } of booked) {
		ledger.newest = Math.max(ledger.newest, Math.min(entry.day, today));
	}
	if (!isComplete) return;
	ledger.newest = Math.max(ledger.newest, today - maxLookbackDays);
	ledger.guaranteedFrom = Math.max(ledger.guaranteedFrom, ledger.newest - overlapDays);
	ledger.hasSwitched ||= isSwitched;
	if (!isPostponed) ledger.identifyBy = wanted;
	ledger.overlapDays = overlapDays;
	ledger.lastRun = today;
}

/**
 * A list that ends too early may have one of two equal transactions only, and nobody can tell which one it is. The other
 * one then counts as missing, and the next run may be the first one that can return one of them.
 */
function markHidden(ledger: Ledger, listed: ReadonlySet<Entry>): void {
	const seen = new Set(
		[...listed].flatMap((entry) => [...(ledger.known[entry.serial]?.contents ?? [])]),
	);
	const contains = (contents: ReadonlySet<string>) => (known: Known) =>
		[...known.contents].some((content) => contents.has(content));
	const missing = ledger.known
		.filter(({ entry }) => !listed.has(entry) && entry.state === 'booked')
		.filter(contains(seen));
	const hidden = new Set(missing.flatMap(({ contents }) => [...contents]));
	for (const known of missing) known.wasEverMissing = true;
	for (const known of ledger.known.filter(contains(hidden))) known.isHidden = true;
}

function recordReturned(ledger: Ledger, { returned, wanted }: StoredRun): void {
	for (const { transaction, transactionKey } of returned) {
		const known = ledger.known[entryOf(transaction).serial]!;
		if (transaction.Status === 'PDNG') {
			known.pending.returned += 1;
			continue;
		}
		known.returned += 1;
		if (transactionKey === undefined) continue;
		const { day, text, amount } = known.entry;
		const signature = JSON.stringify([ledger.accountId, wanted, day, text, amount]);
		ledger.keys.push({ known, signature, key: transactionKey });
	}
}

const newKnown = (entry: Entry): Known => ({
	...{ entry, isDue: false, isOld: false, isLeftOut: false, returned: 0, allowedRepeats: 0 },
	...{ wasMissing: false, wasEverMissing: false, wasUnlisted: false, contents: new Set<string>() },
	pending: { isDue: false, returned: 0, allowed: 0 },
});

interface Moment extends StoredRun {
	isFirst: boolean;
	isSwitched: boolean;
	list: JsonObject[];
	/** The first day of the window. */
	start: Day;
	/** The cursor lacks the bookings of the days that a longer overlap adds, until a whole list is read. The day after them. */
	addedUntil: Day;
}

function see(ledger: Ledger, known: Known, moment: Moment): void {
	const { today, isFirst, start, addedUntil } = moment;
	const { entry } = known;
	const { text, day } = entry;
	if (known.last === undefined) {
		known.isDue ||= isFirst
			? day >= today - initialHistoryDays
			: isGuaranteed(ledger, known, moment);
		known.isOld = isFirst && !known.isDue;
		known.isLeftOut = !known.isDue;
	} else if (
		known.last.day < start ||
		// A list that changes between two readings shows again what is older than the first one or than the cursor.
		(known.last.day < Math.max(moment.windowStart, addedUntil) &&
			moment.run.meanwhile.length > 0) ||
		// The last run did not read or keep that day, and one may be booked with it that has left the list.
		(known.last.day < Math.max(ledger.lastStart, addedUntil) &&
			ledger.known.some((one) => mayHaveLeft(ledger, one, moment))) ||
		(known.wasMissing && !hasOwnIds(ledger)) ||
		!isRecognised(ledger, known, moment)
	) {
		known.allowedRepeats += 1;
	}
	known.last = { text, day };
	for (const content of contentsOf(ledger, entry)) known.contents.add(content);
}

/** Also if it has come back, or an equal one is booked: nothing proves that it is the same. */
const mayHaveLeft = (
	ledger: Ledger,
	known: Known,
	{ list, today, isSwitched }: Moment,
): boolean => {
	const { unbooked, leftOn = -Infinity, wasUnlisted, entry } = known;
	const isListed = list.some((one) => one.Status !== 'BOOK' && entryOf(one) === entry);
	const isEqualBooked = ledger.known.some(
		(other) =>
			list.some((one) => one.Status === 'BOOK' && entryOf(one) === other.entry) &&
			other.entry.amount === entry.amount &&
			other.entry.isCredit === entry.isCredit &&
			isAlike(ledger, known, other),
	);
	const isRemembered = (unbooked?.lastSeen ?? -Infinity) >= today - maxHistoryDays;
	return (
		leftOn >= today - maxHistoryDays ||
		(isRemembered && (wasUnlisted || !isListed || isEqualBooked)) ||
		// An equal one may have its place in the list.
		(isRemembered && unbooked?.isUnread === true && (isSwitched || !hasOwnIds(ledger)))
	);
};

const isGuaranteed = (ledger: Ledger, known: Known, { today, ...moment }: Moment): boolean =>
	known.entry.state === 'booked' &&
	!known.entry.isOmitted &&
	known.entry.day >= firstReadableDay(ledger, today) &&
	(known.entry.day >= overlapStart(ledger, moment) ||
		wasPending(known, today) ||
		wasPendingForLong(ledger, known, today));

/** If the bank refuses the days of a longer overlap, that of this run counts. */
const overlapStart = (
	{ guaranteedFrom, newest }: Ledger,
	{ start, overlapDays }: Pick<Moment, 'start' | 'overlapDays'>,
): Day =>
	start > guaranteedFrom ? Math.max(guaranteedFrom, newest - overlapDays) : guaranteedFrom;

const wasPending = ({ pendingFrom, entry }: Known, today: Day): boolean =>
	pendingFrom !== undefined && entry.day >= Math.max(pendingFrom, today - longestWindowDays);

/** A bank whose profile says so is asked for no more days. */
const firstReadableDay = ({ history: { bank } }: Ledger, today: Day): Day =>
	bank.isLimitKnown && bank.daysWithoutPsu < Infinity ? today - longestWindowDays : 0;

/**
 * It was listed in the last thirteen months, and the bank returns every day without the PSU. What was not in the last list,
 * or is like another one, is returned by the first run of a week.
 */
const wasPendingForLong = (ledger: Ledger, known: Known, today: Day): boolean => {
	const { unbooked, entry } = known;
	const others = ledger.known.filter((other) => other !== known);
	// Also in a run that could not read the whole list.
	const wasListed =
		(unbooked?.lastSeen ?? -Infinity) >= ledger.lastRun &&
		!ledger.hasSwitched &&
		!others.some((other) => isAlike(ledger, known, other));
	const isFirstOfWeek = weekOf(ledger.lastRun) !== weekOf(today);
	return (
		ledger.history.bank.daysWithoutPsu === Infinity &&
		unbooked !== undefined &&
		unbooked.lastSeen >= today - maxHistoryDays &&
		entry.day >= Math.max(unbooked.since, today - maxHistoryDays) &&
		(wasListed || (isFirstOfWeek && !others.some((other) => haveOneId(ledger, known, other))))
	);
};

const weekOf = (day: Day): number => Math.floor(day / 7);

/** Returns whether a booking with its ID can be that of another one. */
function haveOneId({ history }: Ledger, { entry }: Known, other: Known): boolean {
	const number = idNumberOf(entry, history.bank);
	return number !== undefined && number === idNumberOf(other.entry, history.bank);
}

/** Returns whether the run did not request the day of a booking. */
const isOutside = ({ entry, last }: Known, start: Day): boolean =>
	last !== undefined && entry.state === 'booked' && last.day < start && entry.day < start;

/** Returns whether an ID says that a transaction is back. */
const hasOwnIds = ({ history: { bank }, identifyBy }: Ledger): boolean =>
	identifyBy === 'transactionId' &&
	!bank.withVanishing &&
	(bank.ids === 'unique' || bank.ids === 'renamed');

/** Returns whether the documentation promises that a transaction is not returned again. */
function isRecognised(
	ledger: Ledger,
	{ last, entry, wasMissing }: Known,
	{ isSwitched }: Moment,
): boolean {
	if (last!.day !== entry.day) return false;
	const { hasTimes } = ledger.history.bank;
	const isTextChanged = last!.text !== entry.text;
	return isTextChanged
		? hasTimes && hasOwnIds(ledger) && !wasMissing && !isSwitched
		: !wasMissing || !isSwitched;
}

/** It was listed as pending or announced. */
function seePending(ledger: Ledger, known: Known, moment: Moment): void {
	const { today, run, read, isFirst, isSwitched, start, list, overlapDays } = moment;
	const { pending, wasMissing, entry } = known;
	const from = read?.failure === undefined ? Math.min(start, today - longestWindowDays) : start;
	known.pendingFrom = Math.min(known.pendingFrom ?? Infinity, from);
	const { since, isUnread } = known.unbooked ?? { since: today - overlapDays, isUnread: false };
	known.unbooked = { lastSeen: today, since: datedDay(ledger, entry, since), isUnread };
	if (!list.some((one) => one.Status === 'PDNG' && entryOf(one) === entry)) return;
	const { pendingDate } = ledger.history.bank;
	const isMissed = pending.lastSeen !== undefined && wasMissing;
	const isFound = pendingDate !== 'today' || hasOwnIds(ledger);
	const isRemembered =
		isFound && (pending.lastSeen ?? 0) >= today - graceDays && !ledger.hasSwitched && !isSwitched;
	if (isMissed && !isRemembered) pending.allowed += 1;
	// The first run leaves out what is older than the initial history.
	pending.isDue ||= run.includePending && !isFirst && pending.lastSeen === undefined;
	pending.lastSeen = today;
}

/** Returns the earliest day that a transaction may be booked with: that of the list, if it is before the known one. */
const datedDay = ({ history: { bank } }: Ledger, { day }: Entry, since: Day): Day =>
	bank.pendingDate === 'value' || bank.pendingDate === 'purchase' ? Math.min(since, day) : since;

/** A transaction that is missing when the identity switches is forgotten. */
function miss(known: Known, moment: Moment): void {
	const { isSwitched, start, listedFrom, served, windowStart, addedUntil } = moment;
	const { entry, last } = known;
	// The run has read days that the cursor did not know, and did not find it. The next run that finds it cannot know it.
	const knownFrom = Math.max(start < windowStart ? windowStart : -Infinity, addedUntil);
	if (last !== undefined && last.day < knownFrom) known.allowedRepeats += 1;
	known.wasMissing = true;
	known.wasUnlisted = true;
	known.wasEverMissing ||=
		entry.state === 'gone' ||
		(entry.state === 'booked' && entry.day >= Math.max(start, listedFrom) && !served.has(entry));
	if (!isSwitched) return;
	if (known.last !== undefined) known.allowedRepeats += 1;
	known.pending.allowed += 1;
}

/** What the node may consider the same transaction. */
function contentsOf({ history }: Ledger, entry: Entry): string[] {
	const { bank, identifyBy, steps } = history;
	const { amount, text, isCredit, day } = entry;
	const number = idNumberOf(entry, bank);
	const switches = steps.some(({ run }) => run.switchesIdentity);
	const byId = switches || identifyBy === 'transactionId';
	const byContent = switches || identifyBy === 'content' || number === undefined;
	return [
		...(byId && number !== undefined ? [JSON.stringify(['id', number, amount, isCredit])] : []),
		...(byContent ? [JSON.stringify([amount, text, isCredit, day])] : []),
	];
}

/** Returns what differs from the promise. */
export function problemsOf(ledger: Ledger): string[] {
	const groups = groupsOf(ledger.known.filter(({ contents }) => contents.size > 0));
	return [
		...groups.flatMap((group) => {
			const returned = sum(group.map((one) => one.returned));
			const most = sum(group.map((one) => (one.isOld ? 0 : 1) + one.allowedRepeats));
			const least = leastOf(ledger, group);
			const name = nameOf(group);
			return [
				...(returned < least ? [`${name}: returned ${returned} of ${least}: lost`] : []),
				...(returned > most ? [`${name}: returned ${returned} of ${most}: repeated`] : []),
			];
		}),
		...pendingProblems(ledger),
		...keyProblems(ledger, groups),
	];
}

/**
 * Two equal transactions that are never in one list look like one, unless the list has none of them in between. The node
 * must have returned as many as were ever listed together, and without IDs each one that was added to them.
 */
function leastOf(ledger: Ledger, group: Known[]): number {
	if (!group.some(({ entry, wasEverMissing }) => entry.isChanged || wasEverMissing)) {
		return group.filter(({ isDue }) => isDue).length;
	}
	const promised = group.filter(({ isDue, isLeftOut }) => isDue || isLeftOut);
	const first = Math.min(...promised.map(({ entry }) => entry.day));
	const countsOf = (some: Known[]) =>
		ledger.lists.map(({ booked, oldest, isComplete, guaranteedFrom }) => ({
			count: some.filter((one) => booked.has(one)).length,
			// Only a booking that is not older than the cursor is returned when it is back.
			isGuaranteed: first >= guaranteedFrom,
			// A list without anything as old is incomplete.
			isComplete: isComplete && oldest <= first,
		}));
	const most = (some: Known[]) => Math.max(0, ...countsOf(some).map(({ count }) => count));
	const isRestated = group.some(({ entry }) => entry.isRestated);
	const equals = isRestated ? [promised] : [...groupBy(promised, equalityOf).values()];
	const least = isByContent(ledger) && !isChanged(group) ? addedIn(countsOf(promised)) : 0;
	const together = sum(equals.map((some) => most(some)));
	return Math.max(least, together) - group.filter(({ isLeftOut }) => isLeftOut).length;
}

/** Transactions that differ in this are never taken for the same. */
const equalityOf = ({ entry: { text, day } }: Known): string => JSON.stringify([text, day]);

const isByContent = ({ history: { bank, identifyBy, steps } }: Ledger): boolean =>
	!steps.some(({ run }) => run.switchesIdentity) &&
	(bank.ids === 'none' || identifyBy === 'content');

const isChanged = (group: Known[]): boolean => group.some(({ entry }) => entry.isChanged);

function addedIn(
	lists: Array<{ count: number; isComplete: boolean; isGuaranteed: boolean }>,
): number {
	let before = 0;
	let added = 0;
	for (const { count, isComplete, isGuaranteed } of lists) {
		if (isGuaranteed) added += Math.max(0, count - before);
		before = isComplete ? count : Math.max(count, before);
	}
	return added;
}

/** Only for transactions that are like no other one. */
function pendingProblems(ledger: Ledger): string[] {
	const { known } = ledger;
	return known.flatMap((one) => {
		if (known.some((other) => other !== one && isAlike(ledger, one, other))) return [];
		const { isDue, returned, allowed } = one.pending;
		const name = `${nameOf([one])} pending`;
		return [
			...(isDue && returned === 0 ? [`${name}: lost`] : []),
			...(returned > 1 + allowed ? [`${name}: returned ${returned} times: repeated`] : []),
		];
	});
}

/** Returns whether the node may take one for the other before they are booked. */
function isAlike({ history }: Ledger, one: Known, other: Known): boolean {
	const { bank, identifyBy, steps } = history;
	const hasOwnId = bank.ids === 'unique' || bank.ids === 'renamed';
	const isById = identifyBy === 'transactionId' && !steps.some(({ run }) => run.switchesIdentity);
	const textOf = ({ entry }: Known) => entry.text.replaceAll("'", '');
	const numberOf = ({ entry }: Known) => idNumberOf(entry, bank);
	return (
		(bank.ids !== 'none' && numberOf(one) === numberOf(other)) ||
		(!(hasOwnId && isById) && textOf(one) === textOf(other))
	);
}

/** The key is another one for each transaction, and stays the same. Nothing can tell equal ones apart. */
function keyProblems({ keys, hasSwitched }: Ledger, groups: Known[][]): string[] {
	const groupOf = new Map(groups.flatMap((group) => group.map((one) => [one, group] as const)));
	const isPlain = ({ known }: KeyRecord) =>
		(groupOf.get(known) ?? [known]).every(
			({ entry, allowedRepeats, wasEverMissing }) =>
				!entry.isChanged && !wasEverMissing && allowedRepeats === 0,
		);
	const plain = hasSwitched ? [] : keys.filter(isPlain);
	const byKey = new Map<string, Known>();
	const bySignature = new Map<string, string>();
	return plain.flatMap(({ known, signature, key }) => {
		const other = byKey.get(key) ?? known;
		byKey.set(key, known);
		const isAlone = (groupOf.get(known) ?? [known]).length === 1;
		const name = `${nameOf([known])} ${signature}`;
		const before = bySignature.get(name) ?? key;
		bySignature.set(name, key);
		return [
			...(other === known ? [] : [`${nameOf([other, known])}: two have one key`]),
			...(isAlone && before !== key ? [`${name}: another key`] : []),
		];
	});
}

/** Groups transactions that had the same content at any time. */
function groupsOf(known: Known[]): Known[][] {
	const groups: Known[][] = [];
	for (const one of known) {
		const same = groups.filter((group) =>
			group.some(({ contents }) => [...one.contents].some((content) => contents.has(content))),
		);
		const merged = [...same.flat(), one];
		for (const group of same) groups.splice(groups.indexOf(group), 1);
		groups.push(merged);
	}
	return groups;
}

const nameOf = (group: Known[]): string => group.map(({ entry }) => `#${entry.serial}`).join(', ');

const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);
