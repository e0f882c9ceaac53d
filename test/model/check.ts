import { dateOf, type Day } from '../../lib/operations/accountInformation/transactionDate';
import type { JsonObject } from '../../lib/responses/body';
import { applyChange, firstDay, listFrom, readPages, type Entry } from './bank';
import type { History, Run, Step } from './history';
import type { Implementation, RunResult } from './implementation';

/*
 * Runs a history and checks what it returned. Only runs that stored their cursor count: the work of the others failed, and
 * the next run repeats it.
 */

export interface Verdict {
	/** Empty: every transaction was returned as `docs/polling.md` says. */
	problems: string[];
	/** What happened, one line each. */
	log: string[];
}

/** What the model knows about one transaction. */
interface Account {
	entry: Entry;
	/** The first stored run that listed it booked had to return it. */
	isDue: boolean;
	/** It is older than the initial history, or than the window. */
	isOld: boolean;
	returned: number;
	returnedPending: number;
	/** Times that it may be returned again. */
	allowedRepeats: number;
	/** As the last stored run listed it. */
	last?: { text: string; day: Day };
	/** A stored run did not list it since. */
	wasMissing: boolean;
	pendingSince?: Day;
	keys: string[];
	contents: Set<string>;
}

interface World {
	history: History;
	entries: Entry[];
	accounts: Account[];
	cursor: string;
	/** The ID of the account at the bank. */
	accountId: number;
	identifyBy: History['identifyBy'];
	hasSwitched: boolean;
	guaranteedFrom?: Day;
	lastRun: Day;
	log: string[];
	/** Runs in which the pages have moved. */
	shifted: Set<Run>;
	/** By content: how many of the transactions with it were due and listed at the same time. */
	peaks: Map<string, number>;
}

const initialHistoryDays = 20;
const maxPendingDays = 80;
const pendingMarginDays = 7;
const maxLookbackDays = 30;

export function check(history: History, implementation: Implementation): Verdict {
	const world: World = {
		...{
			history,
			entries: [],
			accounts: [],
			cursor: '',
			accountId: 1,
			identifyBy: history.identifyBy,
		},
		...{ hasSwitched: false, lastRun: 0, log: [], peaks: new Map(), shifted: new Set() },
	};
	let today = firstDay;
	for (const step of history.steps) {
		today += step.days;
		runStep(world, step, { today, implementation });
	}
	return { problems: problemsOf(world), log: world.log };
}

interface Moment {
	today: Day;
	implementation: Implementation;
}

function runStep(world: World, step: Step, { today, implementation }: Moment): void {
	const { history, entries, log } = world;
	// A bank that reuses IDs and leaves out a booking can hide the next one: docs/polling.md names this limit.
	const mayLeaveOut = history.bank.ids !== 'reused' || !usesIds(world);
	for (const change of step.changes) {
		log.push(`${dateOf(today)}  ${JSON.stringify(change)}`);
		applyChange(entries, change, { today, mayLeaveOut });
	}
	const { run } = step;
	const { overlapDays = implementation.defaultOverlapDays } = run;
	const wanted = run.switchesIdentity ? otherIdentity(world.identifyBy) : world.identifyBy;
	if (run.account === 'renumbered') renumber(world);
	const settings = {
		account: {
			accountId: String(world.accountId),
			...(history.bank.identifiesAccounts && { identification: 'the number of the account' }),
		},
		...{ identifyBy: wanted, includePending: run.includePending, initialHistoryDays },
		...{ overlapDays, now: new Date(`${dateOf(today)}T12:00:00Z`) },
	};
	const countBefore = entries.length;
	const start = implementation.windowStart(world.cursor, settings);
	if (run.account === 'gone') {
		log.push(`${dateOf(today)}  a run without the account`);
		if (run.isStored && world.cursor !== '')
			world.cursor = implementation.runWithoutAccount(world.cursor, settings);
		return;
	}
	let list: JsonObject[] = [];
	const readList = () => {
		const pages = readPages(
			() => listFrom(entries, start - 1, { bank: history.bank, today }),
			history.bank.pageSize,
			() => shift(world, step, today),
		);
		list = pages.flat();
		return pages;
	};
	const result = implementation.run(readList, world.cursor, settings);
	log.push(`${dateOf(today)}  ${describeRun(step, result)}`);
	if (run.isStored) {
		// A booking before the window counts as missing.
		const listed = new Set(
			list
				.map(({ serial }) => entries[Number(serial)]!)
				.filter(({ state, day }) => state === 'pending' || day >= start)
				.map(({ serial }) => serial),
		);
		account(world, { listed, countBefore, result, today, wanted, overlapDays, start });
	}
	for (const entry of entries) entry.isOmitted = false;
}

/** The bank books a transaction while the first list is read. */
function shift({ entries, shifted }: World, { run }: Step, today: Day): void {
	if (!run.shiftsPages || shifted.has(run)) return;
	shifted.add(run);
	const change = { kind: 'book', amount: 2, text: 9, late: 0, twins: 0 } as const;
	applyChange(entries, change, { today, mayLeaveOut: false });
}

/** Without its number, an account with another ID is new: what was returned may be returned again. */
function renumber(world: World): void {
	world.accountId += 1;
	if (world.history.bank.identifiesAccounts) return;
	world.cursor = '';
	world.guaranteedFrom = undefined;
	for (const known of world.accounts) {
		if (known.last !== undefined) known.allowedRepeats += 1;
		known.last = undefined;
		known.pendingSince = undefined;
	}
}

const otherIdentity = (identifyBy: History['identifyBy']) =>
	identifyBy === 'content' ? ('transactionId' as const) : ('content' as const);

const usesIds = ({ history }: World): boolean =>
	history.identifyBy === 'transactionId' || history.steps.some(({ run }) => run.switchesIdentity);

interface StoredRun {
	listed: ReadonlySet<number>;
	/** Number of transactions before the list was read. */
	countBefore: number;
	result: RunResult;
	today: Day;
	wanted: History['identifyBy'];
	overlapDays: number;
	/** The start of the window. */
	start: Day;
}

function account(world: World, stored: StoredRun): void {
	const { listed, countBefore, result, today, wanted, overlapDays, start } = stored;
	const isFirst = world.cursor === '';
	const isSwitched = !isFirst && wanted !== world.identifyBy;
	world.guaranteedFrom ??= today - initialHistoryDays - overlapDays;
	for (const entry of world.entries) {
		const known = (world.accounts[entry.serial] ??= newAccount(entry));
		// A window that begins too late hides what it had to return.
		const isHidden =
			entry.serial < countBefore && known.last === undefined && isGuaranteed(world, known, today);
		if (listed.has(entry.serial) || isHidden)
			see(world, known, { today, isFirst, isSwitched, start });
		else miss(known, isSwitched);
	}
	for (const { transaction, transactionKey } of result.returned) {
		const known = world.accounts[Number(transaction.serial)]!;
		if (transaction.Status === 'PDNG') known.returnedPending += 1;
		else {
			known.returned += 1;
			if (transactionKey !== undefined) known.keys.push(transactionKey);
		}
	}
	const seen = world.accounts.filter(({ entry }) => listed.has(entry.serial));
	countPeaks(world, seen);
	const newest = seen
		.filter(({ entry }) => entry.state === 'booked')
		.reduce((latest, { entry }) => Math.max(latest, entry.day), today - maxLookbackDays);
	world.guaranteedFrom = Math.max(world.guaranteedFrom, Math.min(newest, today) - overlapDays);
	world.cursor = result.cursor;
	world.hasSwitched ||= isSwitched;
	world.identifyBy = wanted;
	world.lastRun = today;
}

const newAccount = (entry: Entry): Account => ({
	...{ entry, isDue: false, isOld: false, returned: 0, returnedPending: 0, allowedRepeats: 0 },
	...{ wasMissing: false, keys: [], contents: new Set<string>() },
});

interface Sighting {
	today: Day;
	isFirst: boolean;
	isSwitched: boolean;
	start: Day;
}

function see(world: World, known: Account, { today, isFirst, isSwitched, start }: Sighting): void {
	const { entry } = known;
	if (entry.state === 'pending') {
		known.pendingSince ??= today;
		return;
	}
	const { text, day } = entry;
	if (known.last === undefined) {
		known.isDue = isFirst ? day >= today - initialHistoryDays : isGuaranteed(world, known, today);
		known.isOld = isFirst && !known.isDue;
	} else if (known.last.day < start || !isRecognised(world, known, isSwitched))
		known.allowedRepeats += 1;
	known.last = { text, day };
	known.wasMissing = false;
	known.contents.add(contentOf(world, entry));
}

const isGuaranteed = ({ guaranteedFrom }: World, known: Account, today: Day): boolean =>
	known.entry.state === 'booked' &&
	!known.entry.isOmitted &&
	(known.entry.day >= guaranteedFrom! || wasPending(known, today));

const wasPending = ({ pendingSince, entry }: Account, today: Day): boolean =>
	pendingSince !== undefined &&
	pendingSince >= today - maxPendingDays &&
	entry.day >= pendingSince - pendingMarginDays;

/** Returns whether the documentation promises that a transaction is not returned again. */
function isRecognised(world: World, { last, entry, wasMissing }: Account, isSwitched: boolean) {
	const isTextChanged = last!.text !== entry.text;
	const isDayChanged = last!.day !== entry.day;
	if (!isTextChanged && !isDayChanged) return !wasMissing || !isSwitched;
	const { ids } = world.history.bank;
	const isTrusted =
		world.identifyBy === 'transactionId' && ids !== 'reused' && ids !== 'none' && !wasMissing;
	if (!isTrusted || (isTextChanged && isDayChanged)) return false;
	return isTextChanged || entry.day < world.lastRun;
}

/** A transaction that is missing when the identity switches is forgotten. */
function miss(known: Account, isSwitched: boolean): void {
	known.wasMissing = true;
	if (isSwitched && known.last !== undefined) known.allowedRepeats += 1;
}

/** Equal transactions cannot be told apart. They are counted together. */
function contentOf(
	{ history: { bank, identifyBy, steps } }: World,
	{ idNumber, amount, text, isCredit, day }: Entry,
): string {
	const isById = identifyBy === 'transactionId' && !steps.some(({ run }) => run.switchesIdentity);
	if (isById && bank.ids === 'reused') return JSON.stringify([amount, isCredit]);
	const id = isById && bank.ids !== 'none' ? idNumber : undefined;
	return JSON.stringify([id, amount, text, isCredit, day]);
}

function countPeaks(world: World, seen: Account[]): void {
	const counts = new Map<string, number>();
	for (const { entry, isDue } of seen) {
		if (entry.state !== 'booked' || !isDue) continue;
		const content = contentOf(world, entry);
		counts.set(content, (counts.get(content) ?? 0) + 1);
	}
	for (const [content, count] of counts) {
		world.peaks.set(content, Math.max(count, world.peaks.get(content) ?? 0));
	}
}

function problemsOf(world: World): string[] {
	const groups = groupsOf(world.accounts.filter(({ contents }) => contents.size > 0));
	return groups.flatMap((group) => {
		const returned = sum(group.map((one) => one.returned));
		const most = sum(group.map((one) => (one.isOld ? 0 : 1) + one.allowedRepeats));
		const least = leastOf(world, group);
		const name = group.map(({ entry }) => `#${entry.serial}`).join(', ');
		return [
			...(returned < least ? [`${name}: returned ${returned} of ${least}: lost`] : []),
			...(returned > most ? [`${name}: returned ${returned} of ${most}: repeated`] : []),
			...keyProblems(world, group, name),
		];
	});
}

/** The node may take a transaction that is changed or not listed, and an equal one, for the same. */
function leastOf({ peaks }: World, group: Account[]): number {
	if (!group.some(({ entry }) => entry.isChanged || entry.wasOmitted)) {
		return group.filter(({ isDue }) => isDue).length;
	}
	const contents = new Set(group.flatMap(({ contents: all }) => [...all]));
	return Math.max(0, ...[...contents].map((content) => peaks.get(content) ?? 0));
}

function keyProblems({ hasSwitched }: World, group: Account[], name: string): string[] {
	const keys = group.flatMap((one) => one.keys);
	const isPlain = !hasSwitched && group.every((one) => !one.entry.isChanged);
	return isPlain && new Set(keys).size < keys.length ? [`${name}: two have one key`] : [];
}

/** Groups transactions that had the same content at any time. */
function groupsOf(accounts: Account[]): Account[][] {
	const groups: Account[][] = [];
	for (const one of accounts) {
		const same = groups.filter((group) =>
			group.some(({ contents }) => [...one.contents].some((content) => contents.has(content))),
		);
		const merged = [...same.flat(), one];
		for (const group of same) groups.splice(groups.indexOf(group), 1);
		groups.push(merged);
	}
	return groups;
}

const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);

function describeRun({ run }: Step, { returned }: RunResult): string {
	const names = returned.map(({ transaction }) => `#${transaction.serial} ${transaction.Status}`);
	return `run ${JSON.stringify(run)} returned ${names.join(', ') || 'nothing'}`;
}
