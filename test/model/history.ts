import fc from 'fast-check';

/**
 * Random histories of one bank account, as plain data. A history shrinks to the fewest and smallest steps that still fail.
 */
export interface History {
	bank: BankBehaviour;
	/** Setting of the first run. */
	identifyBy: 'transactionId' | 'content';
	steps: Step[];
}

/** What a bank does in every response. */
export interface BankBehaviour {
	/** `reused`: one ID for every transaction. `renamed`: another ID when a transaction is booked. */
	ids: 'unique' | 'reused' | 'none' | 'renamed';
	/** The date of a pending transaction. `value`: only a value date. */
	pendingDate: 'none' | 'value' | 'purchase' | 'future' | 'today';
	/**
	 * How dates are written, around the end of daylight saving. `season`: with the zone of the written day. `now`: with the
	 * zone of the day of the request. `instant`: local midnight in UTC.
	 */
	zone: 'utc' | 'season' | 'now' | 'instant' | 'date';
	ignoresFilter: boolean;
	listsOldestFirst: boolean;
	/** Whether the list of accounts has the number of the account. */
	identifiesAccounts: boolean;
	/** Transactions on one page. */
	pageSize: number;
}

export interface Step {
	/** Days since the previous step. */
	days: number;
	changes: Change[];
	run: Run;
}

export interface Run {
	/** Whether the workflow stores the cursor. Without it, the work of the run counts as failed. */
	isStored: boolean;
	includePending: boolean;
	/** Absent: the default of the implementation. */
	overlapDays?: number;
	/** Changes *Identify Transactions By* from this run on. */
	switchesIdentity: boolean;
	/** `renumbered`: it has another ID from this run on. `gone`: only this run does not find it. */
	account: 'same' | 'renumbered' | 'gone';
	/** The bank books a transaction after the first page is read. */
	shiftsPages: boolean;
}

/** What happens at the bank. `which` chooses one of the transactions to which it can happen. */
export type Change =
	| { kind: 'book'; amount: number; text: number; late: number; twins: number }
	| { kind: 'pend'; amount: number; text: number; late: number }
	| { kind: 'settle'; which: number; isDatedToday: boolean }
	| { kind: 'decline' | 'restateText' | 'remove' | 'omit' | 'reverse'; which: number }
	| { kind: 'restateDate'; which: number; by: number };

export type ChangeKind = Change['kind'];

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
	/** Only the default settings of a workflow that never fails. */
	isPlain?: boolean;
}

const allKinds: ChangeKind[] = [
	...(['book', 'pend', 'settle', 'decline', 'restateText'] as const),
	...(['restateDate', 'remove', 'omit', 'reverse'] as const),
];

/** Returns the generator of histories. */
export function histories(limits: HistoryLimits = {}): fc.Arbitrary<History> {
	const { kinds = allKinds, days: [min, max] = [0, 4], isPlain = false } = limits;
	return fc.record({
		bank: banks(limits.bank ?? {}),
		identifyBy: isPlain
			? fc.constant('transactionId' as const)
			: fc.constantFrom('transactionId' as const, 'content' as const),
		steps: fc.array(
			fc.record({
				days: fc.integer({ min, max }),
				changes: fc.array(fc.oneof(...kinds.map((kind) => changes(kind, limits))), {
					maxLength: limits.isPunctual ? 1 : 4,
				}),
				run: isPlain ? fc.constant(plainRun) : runs,
			}),
			{ minLength: 1, maxLength: 30, size: 'max' },
		),
	});
}

const plainRun: Run = {
	isStored: true,
	includePending: false,
	switchesIdentity: false,
	account: 'same',
	shiftsPages: false,
};

const sometimes = fc.integer({ min: 0, max: 9 }).map((number) => number === 9);

const runs: fc.Arbitrary<Run> = fc.record({
	isStored: sometimes.map((fails) => !fails),
	includePending: fc.boolean(),
	overlapDays: fc.constantFrom(undefined, undefined, 10),
	switchesIdentity: sometimes,
	account: fc.constantFrom(
		...(['same', 'same', 'same', 'same', 'same', 'same', 'renumbered', 'gone'] as const),
	),
	shiftsPages: sometimes,
});

const banks = (limits: NonNullable<HistoryLimits['bank']>): fc.Arbitrary<BankBehaviour> =>
	fc.record({
		ids: fc.constantFrom(...(limits.ids ?? (['unique', 'reused', 'none', 'renamed'] as const))),
		pendingDate: fc.constantFrom(
			...(limits.pendingDate ?? (['none', 'value', 'purchase', 'future', 'today'] as const)),
		),
		zone: fc.constantFrom(
			...(limits.zone ?? (['utc', 'season', 'now', 'instant', 'date'] as const)),
		),
		ignoresFilter: fc.constantFrom(...(limits.ignoresFilter ?? [false, true])),
		listsOldestFirst: fc.constantFrom(...(limits.listsOldestFirst ?? [false, true])),
		identifiesAccounts: fc.constantFrom(...(limits.identifiesAccounts ?? [true, true, false])),
		pageSize: fc.constantFrom(...(limits.pageSize ?? [2, 5, 100])),
	});

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
			return fc.record({ kind: fc.constant(kind), amount, text: amount, late: fc.nat({ max: 2 }) });
		case 'settle':
			return fc.record({ kind: fc.constant(kind), which, isDatedToday: fc.boolean() });
		case 'restateDate':
			return fc.record({ kind: fc.constant(kind), which, by: fc.constantFrom(-1, -2, 1, 2) });
		default:
			return fc.record({ kind: fc.constant(kind), which });
	}
}
