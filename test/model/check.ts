import { AspspError, ConnectionError } from '../../lib/errors';
import type { ReadPages } from '../../lib/operations/accountInformation/readNewTransactions';
import { dateOf, type Day } from '../../lib/calendar';
import {
	applyChange,
	type Entry,
	entryOf,
	firstDays,
	listedFrom,
	listFrom,
	readPages,
	ukDay,
} from './bank';
import { plainRun, type AccountState, type History, type Run, type Step } from './history';
import type { AccountReading, Implementation, ReturnedTransaction } from './implementation';
import { initialHistoryDays, newLedger, problemsOf, record, renumber, type Ledger } from './ledger';

/*
 * Runs a history and checks what it returned. Only runs that stored their cursor count: the work of the others failed, and
 * the next run repeats it.
 */

export interface Verdict {
	/** Empty: every transaction was returned as `docs/polling.md` and `docs/transaction-identity.md` say. */
	problems: string[];
	/** What happened, one line each. */
	log: string[];
}

interface World {
	history: History;
	/** The first account, and the second one if the bank has opened it. */
	ledgers: Ledger[];
	cursor: string;
	identifyBy: History['identifyBy'];
	log: string[];
}

interface Moment {
	today: Day;
	hour: number;
	/** The day at the bank. */
	bankDay: Day;
	implementation: Implementation;
}

/**
 * Runs without changes. That of the same day returns what the bank has added while the run before it was reading, and that of
 * the next week what only the first run of a week requests.
 */
const lastSteps: Step[] = [0, 7].map((days) => ({ days, hour: 23, changes: [], run: plainRun }));

export async function check(history: History, implementation: Implementation): Promise<Verdict> {
	const world: World = {
		...{ history, ledgers: [newLedger(history, 0)], cursor: '', log: [] },
		identifyBy: history.identifyBy,
	};
	let today = firstDays[history.bank.season];
	let lastHour = 0;
	for (const [index, step] of [...history.steps, ...lastSteps].entries()) {
		today += step.days;
		const hour = step.days > 0 ? step.hour : Math.max(step.hour, lastHour);
		lastHour = hour;
		if (index === history.secondFrom) world.ledgers.push(newLedger(history, 1));
		await runStep(world, step, { today, hour, bankDay: ukDay(today, hour), implementation });
	}
	const problems = world.ledgers.flatMap((ledger) =>
		problemsOf(ledger).map((problem) => `account ${ledger.number}, ${problem}`),
	);
	return { problems, log: world.log };
}

async function runStep(world: World, step: Step, moment: Moment): Promise<void> {
	const { history, ledgers, log } = world;
	const { today, hour, bankDay, implementation } = moment;
	for (const { isSecond, change } of step.changes) {
		const ledger = ledgers[isSecond ? 1 : 0];
		if (!ledger) continue;
		log.push(`${dateOf(bankDay)}  account ${ledger.number} ${JSON.stringify(change)}`);
		applyChange(ledger.entries, change, { today: bankDay, bank: history.bank });
	}
	const { run } = step;
	const { overlapDays = implementation.defaultOverlapDays } = run;
	const wanted = run.switchesIdentity ? otherIdentity(world.identifyBy) : world.identifyBy;
	const time = `${dateOf(today)}T${String(hour).padStart(2, '0')}:30:00Z`;
	const settings = {
		...{ identifyBy: wanted, includePending: run.includePending, initialHistoryDays },
		...{ overlapDays, now: new Date(time), withVanishingTransactions: history.bank.withVanishing },
		...(history.bank.isLimitKnown && { daysWithoutStepUp: history.bank.daysWithoutPsu }),
	};
	const readings = ledgers.flatMap((ledger) => readingOf(ledger, { world, run, moment }));
	const accounts = readings.map(({ reading }) => reading);
	const result = await implementation.run(accounts, world.cursor, settings);
	log.push(`${time}  ${describeRun(run)}`);
	for (const [index, { ledger, state, seen }] of readings.entries()) {
		const returned = result.returned[index]!;
		log.push(`    account ${ledger.number} is ${state} and returned ${describe(returned)}`);
		if (!run.isStored) continue;
		record(ledger, {
			...seen,
			read: result.listed[index],
			isPostponed:
				result.failures[index] !== undefined && result.listed[index]?.failure === undefined,
			returned,
			run,
			today,
			wanted,
			overlapDays,
		});
	}
	if (run.isStored) {
		world.cursor = result.cursor;
		world.identifyBy = wanted;
	}
	for (const { entries } of ledgers) {
		for (const entry of entries) entry.isOmitted = false;
	}
}

/** What the node saw of an account. */
interface Seen {
	/** The first day of the first reading. */
	windowStart: Day;
	/** The first day whose bookings the bank lists. */
	listedFrom: Day;
	/** What was booked before the list was read. */
	bookedBefore: ReadonlySet<Entry>;
	/** What the pages of the last reading contained. */
	served: Set<Entry>;
	/** What any whole reading listed as not booked. */
	unbooked: Set<Entry>;
}

interface Read {
	ledger: Ledger;
	state: AccountState;
	reading: AccountReading;
	seen: Seen;
}

/** Returns how the node reads an account, unless the bank does not list the account in this run. */
function readingOf(
	ledger: Ledger,
	{ world, run, moment }: { world: World; run: Run; moment: Moment },
): Read[] {
	const { history, log } = world;
	const { bankDay } = moment;
	const { bank } = history;
	const state = run.accounts[ledger.number]!;
	if (state === 'renumbered') renumber(ledger);
	if (state === 'gone') return [];
	const { entries } = ledger;
	const bookedBefore = new Set(entries.filter(({ state }) => state === 'booked'));
	const seen: Seen = {
		...{
			windowStart: Infinity,
			listedFrom: listedFrom(bank, bankDay),
			bookedBefore,
			...{ served: new Set(), unbooked: new Set() },
		},
	};
	let count = 0;
	const account = {
		accountId: ledger.accountId,
		...(bank.identifiesAccounts && { identification: `number of the account ${ledger.number}` }),
	};
	const isLater = ledger.isInCursor;
	const readWindow = (start: Day): ReadPages => {
		if (state === 'failing') return { pages: [], failure: broken };
		// The filter begins one day early.
		const refusesUntil = firstDays[bank.season] + bank.refusesFor;
		if (isLater && bankDay < refusesUntil && start - 1 < bankDay - bank.daysWithoutPsu)
			return { pages: [], failure: refused(bank.refusal) };
		const reading = count++;
		if (reading === 0) seen.windowStart = start;
		const pages = readPages(
			() => listFrom(entries, start - 1, { bank, today: bankDay }),
			bank.pageSize,
			(page) => {
				const happens = run.meanwhile.filter((one) => one.reading === reading && one.page === page);
				for (const { change } of happens) {
					log.push(`    meanwhile, after page ${page}: ${JSON.stringify(change)}`);
					applyChange(entries, change, { today: bankDay, bank });
				}
			},
		);
		const isBreaking = state === 'breaking';
		const read = isBreaking ? pages.slice(0, run.pagesBeforeError) : pages;
		seen.served = new Set(read.flat().map(entryOf));
		if (isBreaking) return { pages: read, failure: broken };
		for (const one of read.flat()) if (one.Status !== 'BOOK') seen.unbooked.add(entryOf(one));
		return { pages: read };
	};
	return [{ ledger, state, seen, reading: { account, readPages: readWindow } }];
}

const broken = new ConnectionError('The connection ended.');
const refused = (httpStatus: number) =>
	new AspspError('The bank returns no more days.', { httpStatus });

const otherIdentity = (identifyBy: History['identifyBy']) =>
	identifyBy === 'content' ? ('transactionId' as const) : ('content' as const);

const describeRun = ({ accounts: _, meanwhile: __, ...run }: Run): string =>
	`run ${JSON.stringify(run)}`;

function describe(returned: ReturnedTransaction[]): string {
	const names = returned.map(
		({ transaction }) => `#${entryOf(transaction).serial} ${String(transaction.Status)}`,
	);
	return names.join(', ') || 'nothing';
}
