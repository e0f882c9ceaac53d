import fc from 'fast-check';

/**
 * Random histories of one or two bank accounts of a PSU, as plain data. A history shrinks to the fewest and smallest steps
 * that still fail.
 */
export interface History {
	bank: BankBehaviour;
	/** Setting of the first run. */
	identifyBy: 'transactionId' | 'content';
	/** The step at which the bank opens a second account. Undefined: never. */
	secondFrom?: number;
	steps: Step[];
}

/** What a bank does in every response. */
export interface BankBehaviour {
	/**
	 * `reused`: one ID for every transaction. `laterReused`: one ID for every transaction but the first ones. `renamed`: another
	 * ID when a transaction is booked. `passedOn`: a transaction that the bank has removed leaves its ID to the next one.
	 */
	ids: 'unique' | 'reused' | 'laterReused' | 'none' | 'renamed' | 'passedOn';
	/** The date of a pending transaction. `value`: only a value date. */
	pendingDate: 'none' | 'value' | 'purchase' | 'future' | 'today';
	/**
	 * How dates are written, around a change of the clocks. `season`: with the zone of the written day. `now`: with the
	 * zone of the day of the request. `instant`: local midnight in UTC.
	 */
	zone: 'utc' | 'season' | 'now' | 'instant' | 'date';
	/** The change of the clocks after the beginning of the history. */
	season: 'autumn' | 'spring';
	ignoresFilter: boolean;
	listsOldestFirst: boolean;
	/** Whether each entry has the balance after it. */
	showsBalance: boolean;
	/** Whether booked transactions can be missing in a list, for one run or from then on. */
	leavesOut: boolean;
	/** The list has only the bookings of this many days, whatever the filter says. */
	listedDays: number;
	/** Whether dates have the time of the transaction. */
	hasTimes: boolean;
	/** The bank refuses a list of more days, unless the PSU has just signed in, before the first run. */
	daysWithoutPsu: number;
	/** The status with which it refuses more days. */
	refusal: 403 | 422 | 500;
	/** It refuses them for this number of days from the start. */
	refusesFor: number;
	/** Whether the profile of the bank has that number. */
	isLimitKnown: boolean;
	/** Whether the profile says that booked transactions can leave the list, and their IDs prove nothing. */
	withVanishing: boolean;
	/** Whether the list of accounts has the number of the account. */
	identifiesAccounts: boolean;
	/** Transactions on one page. */
	pageSize: number;
}

export interface Step {
	/** Days since the previous step. */
	days: number;
	/** Hour of the run, in UTC. */
	hour: number;
	changes: AccountChange[];
	run: Run;
}

/** A change of the first or the second account. */
interface AccountChange {
	isSecond: boolean;
	change: Change;
}

export interface Run {
	/** Whether the workflow stores the cursor. Without it, the work of the run counts as failed. */
	isStored: boolean;
	includePending: boolean;
	/** Absent: the default of the implementation. */
	overlapDays?: number;
	/** Changes *Identify Transactions By* from this run on. */
	switchesIdentity: boolean;
	/** The state of each account. */
	accounts: [AccountState, AccountState];
	/** Pages that a breaking list has before the error. It also ends with the error if it has no more pages. */
	pagesBeforeError: number;
	/** What happens at the bank while the list of an account is read. */
	meanwhile: Meanwhile[];
}

/**
 * `renumbered`: it has another ID from this run on. `gone`: only this run does not find it. `failing`: it cannot be read.
 * `breaking`: the list ends with an error after some pages.
 */
export type AccountState = 'same' | 'renumbered' | 'gone' | 'failing' | 'breaking';

/** A change after a page of the first reading of the list or of a later one, which the node makes when pages have moved. */
interface Meanwhile {
	reading: number;
	page: number;
	change: Change;
}

/** What happens at the bank. `which` chooses one of the transactions to which it can happen. */
export type Change =
	| { kind: 'book'; amount: number; text: number; late: number; twins: number }
	| { kind: 'pend'; amount: number; text: number; late: number; isAnnounced: boolean }
	| { kind: 'settle'; which: number; isDatedToday: boolean; amount?: number }
	| {
			kind: 'decline' | 'hide' | 'show' | 'restateText' | 'remove' | 'omit' | 'reverse';
			which: number;
	  }
	| { kind: 'restateDate'; which: number; by: number };

type ChangeKind = Change['kind'];

/** Limits a history to some behaviours. */
export interface HistoryLimits {
	bank?: { [Name in keyof BankBehaviour]?: Array<BankBehaviour[Name]> };
	kinds?: ChangeKind[];
	/** Number of different amounts and texts. */
	variety?: number;
	/** Shortest and longest time between two steps. */
	days?: [min: number, max: number];
	/** Bookings are neither late nor equal on one day: there is at most one change in a step. */
	isPunctual?: boolean;
	/** One account, and only the default settings of a workflow that never fails. */
	isPlain?: boolean;
}

const allKinds: ChangeKind[] = [
	...(['book', 'pend', 'settle', 'decline', 'hide', 'show'] as const),
	...(['restateText', 'restateDate', 'remove', 'omit', 'reverse'] as const),
];

/** What the bank can do while a list is read. */
const kindsMeanwhile: ChangeKind[] = ['book', 'pend', 'settle', 'decline', 'remove'];

/** Returns the generator of histories. */
export function histories(limits: HistoryLimits = {}): fc.Arbitrary<History> {
	const { kinds = allKinds, isPlain = false } = limits;
	const step = fc.record({
		days: daysBetween(limits),
		hour: isPlain ? fc.constant(12) : fc.constantFrom(12, 0, 23),
		changes: fc.array(
			fc.record({
				isSecond: isPlain ? fc.constant(false) : sometimes,
				change: fc.oneof(...kinds.map((kind) => changes(kind, limits))),
			}),
			{ maxLength: limits.isPunctual ? 1 : 4 },
		),
		run: isPlain ? fc.constant(plainRun) : runs,
	});
	return fc.record({
		bank: banks(limits.bank ?? {}),
		identifyBy: isPlain
			? fc.constant('transactionId' as const)
			: fc.constantFrom('transactionId' as const, 'content' as const),
		secondFrom: isPlain
			? fc.constant(undefined)
			: fc.oneof(fc.constant(undefined), fc.nat({ max: 8 })),
		steps: isPlain ? fc.array(step, many) : withBrokenLists(fc.array(step, many)),
	});
}

const many = { minLength: 1, maxLength: 30, size: 'max' } as const;

/** Puts steps in which lists end with an error before the others, or between them. */
const withBrokenLists = (steps: fc.Arbitrary<Step[]>): fc.Arbitrary<Step[]> =>
	fc
		.tuple(steps, fc.oneof(fc.constant([]), brokenLists, brokenLists), fc.nat({ max: 6 }))
		.map(([others, broken, place]) => [
			...others.slice(0, place),
			...broken,
			...others.slice(place),
		]);

/** Mostly a few days, and sometimes a long pause. */
function daysBetween({ days }: HistoryLimits): fc.Arbitrary<number> {
	if (days) return fc.integer({ min: days[0], max: days[1] });
	return fc.oneof(
		{ weight: 12, arbitrary: fc.integer({ min: 0, max: 4 }) },
		{ weight: 1, arbitrary: fc.integer({ min: 5, max: 45 }) },
	);
}

export const plainRun: Run = {
	isStored: true,
	includePending: false,
	switchesIdentity: false,
	accounts: ['same', 'same'],
	pagesBeforeError: 1,
	meanwhile: [],
};

const sometimes = fc.integer({ min: 0, max: 9 }).map((number) => number === 9);

const accountStates = fc.constantFrom<AccountState>(
	...Array.from({ length: 10 }, () => 'same' as const),
	...(['renumbered', 'gone', 'failing', 'breaking'] as const),
);

const runs: fc.Arbitrary<Run> = fc.record({
	isStored: sometimes.map((fails) => !fails),
	includePending: fc.boolean(),
	overlapDays: fc.constantFrom(undefined, undefined, 10),
	switchesIdentity: sometimes,
	accounts: fc.tuple(accountStates, accountStates),
	pagesBeforeError: fc.integer({ min: 1, max: 3 }),
	meanwhile: fc.oneof(
		{ weight: 6, arbitrary: fc.constant<Meanwhile[]>([]) },
		{
			weight: 1,
			arbitrary: fc.array<Meanwhile>(
				fc.record({
					reading: fc.nat({ max: 2 }),
					page: fc.integer({ min: 1, max: 3 }),
					change: fc.oneof(...kindsMeanwhile.map((kind) => changes(kind, {}))),
				}),
				{ maxLength: 4 },
			),
		},
	),
});

const allBanks: { [Name in keyof BankBehaviour]: Array<BankBehaviour[Name]> } = {
	ids: ['unique', 'reused', 'laterReused', 'none', 'renamed', 'passedOn'],
	pendingDate: ['none', 'value', 'purchase', 'future', 'today'],
	zone: ['utc', 'season', 'now', 'instant', 'date'],
	season: ['autumn', 'spring'],
	ignoresFilter: [false, true],
	listsOldestFirst: [false, true],
	showsBalance: [false, true],
	leavesOut: [false, true],
	listedDays: [Infinity, Infinity, 7],
	hasTimes: [false, true],
	daysWithoutPsu: [Infinity, 90],
	refusal: [403, 422, 500],
	refusesFor: [Infinity, 120],
	isLimitKnown: [false, true],
	withVanishing: [false, false, true],
	identifiesAccounts: [true, true, false],
	pageSize: [2, 2, 5, 100],
};

function banks(limits: NonNullable<HistoryLimits['bank']>): fc.Arbitrary<BankBehaviour> {
	const values = { ...allBanks, ...limits };
	return fc.record({
		ids: fc.constantFrom(...values.ids),
		pendingDate: fc.constantFrom(...values.pendingDate),
		zone: fc.constantFrom(...values.zone),
		season: fc.constantFrom(...values.season),
		ignoresFilter: fc.constantFrom(...values.ignoresFilter),
		listsOldestFirst: fc.constantFrom(...values.listsOldestFirst),
		showsBalance: fc.constantFrom(...values.showsBalance),
		leavesOut: fc.constantFrom(...values.leavesOut),
		listedDays: fc.constantFrom(...values.listedDays),
		hasTimes: fc.constantFrom(...values.hasTimes),
		daysWithoutPsu: fc.constantFrom(...values.daysWithoutPsu),
		refusal: fc.constantFrom(...values.refusal),
		refusesFor: fc.constantFrom(...values.refusesFor),
		isLimitKnown: fc.constantFrom(...values.isLimitKnown),
		withVanishing: fc.constantFrom(...values.withVanishing),
		identifiesAccounts: fc.constantFrom(...values.identifiesAccounts),
		pageSize: fc.constantFrom(...values.pageSize),
	});
}

function changes(
	kind: ChangeKind,
	{ variety = 2, isPunctual = false }: HistoryLimits,
): fc.Arbitrary<Change> {
	const amount = fc.integer({ min: 0, max: variety - 1 });
	const late = isPunctual ? fc.constant(0) : fc.constantFrom(0, 0, 1, 2, 6);
	const which = fc.nat({ max: 20 });
	switch (kind) {
		case 'book':
			return fc.record({
				kind: fc.constant(kind),
				...{ amount, text: amount, late },
				twins: isPunctual ? fc.constant(0) : fc.constantFrom(0, 0, 1, 2),
			});
		case 'pend':
			return fc.record({
				...{ kind: fc.constant(kind), amount, text: amount },
				late: isPunctual ? fc.nat({ max: 2 }) : fc.constantFrom(0, 1, 2, 45, 120),
				isAnnounced: isPunctual ? fc.constant(false) : sometimes,
			});
		case 'settle':
			return fc.record({
				...{ kind: fc.constant(kind), which, isDatedToday: fc.boolean() },
				amount: isPunctual
					? fc.constant(undefined)
					: fc.constantFrom(undefined, undefined, undefined, 2),
			});
		case 'restateDate':
			return fc.record({ kind: fc.constant(kind), which, by: fc.constantFrom(-1, -2, 1, 2) });
		default:
			return fc.record({ kind: fc.constant(kind), which });
	}
}

/**
 * Returns the generator of successive steps of one account: it has bookings and transactions that are not booked, some of them
 * equal; then the bank books some, and removes others. Most of their lists end with an error.
 */
const brokenLists: fc.Arbitrary<Step[]> = fc.tuple(
	stepOf(['book', 'pend', 'pend'], { min: 2, breaks: [1, 4] }),
	stepOf(['settle', 'settle', 'settle', 'book', 'pend', 'omit'], { min: 1, breaks: [1, 2] }),
	stepOf(['remove', 'remove', 'settle', 'decline', 'hide'], { min: 1, breaks: [2, 1] }),
	stepOf(['settle', 'show'], { min: 0, breaks: [1, 0] }),
);

/** Returns the generator of a step. @param breaks weights of a list that does not end with an error, and of one that does */
function stepOf(
	kinds: ChangeKind[],
	{ min, breaks: [whole, broken] }: { min: number; breaks: [whole: number, broken: number] },
): fc.Arbitrary<Step> {
	const ofKinds = fc.oneof(...kinds.map((kind) => changes(kind, { variety: 1 })));
	const change = fc
		.tuple(ofKinds, fc.constantFrom(45, 120))
		.map(([one, late]) => (one.kind === 'pend' ? { ...one, late } : one));
	const states = fc.oneof(
		{ weight: whole, arbitrary: fc.constant<AccountState>('same') },
		{ weight: broken, arbitrary: fc.constant<AccountState>('breaking') },
	);
	return fc.record({
		days: fc.integer({ min: 0, max: 2 }),
		hour: fc.constant(12),
		changes: fc.array(
			change.map((one) => ({ isSecond: false, change: one })),
			{ minLength: min, maxLength: 4 },
		),
		run: fc
			.tuple(states, fc.boolean(), fc.integer({ min: 1, max: 2 }))
			.map(([state, includePending, pagesBeforeError]): Run => ({
				...{ ...plainRun, includePending, pagesBeforeError },
				accounts: [state, 'same'],
			})),
	});
}
