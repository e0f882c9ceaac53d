import { check } from './check';
import { plainRun, type BankBehaviour, type Change, type Run, type Step } from './history';
import { implementation } from './implementation';

/* Histories in which the node or the ledger of the model was wrong, as short as they can be. */

const plainBank: BankBehaviour = {
	...{ ids: 'unique', pendingDate: 'purchase', zone: 'utc', season: 'autumn', hasTimes: false },
	...{ ignoresFilter: false, listsOldestFirst: false, showsBalance: false, leavesOut: false },
	...{ listedDays: Infinity, daysWithoutPsu: Infinity, refusal: 403, refusesFor: Infinity },
	...{ isLimitKnown: false, withVanishing: false, identifiesAccounts: true, pageSize: 2 },
};

const pend = (late = 0): Change => ({
	...{ kind: 'pend', amount: 0, text: 0, late, isAnnounced: false },
});
const settle: Change = { kind: 'settle', which: 0, isDatedToday: false };

/** Returns a run this number of days after the previous one, and what happens before it. */
const step = (days: number, changes: Change[] = [], run: Partial<Run> = {}): Step => ({
	...{ days, hour: 12, changes: changes.map((change) => ({ isSecond: false, change })) },
	run: { ...plainRun, ...run },
});

it.each<[string, Partial<BankBehaviour>, Step[]]>([
	[
		'(M-01) A transaction is booked with a day of 91 days ago that a server no longer lists, as it has reported',
		{ daysWithoutPsu: 90, refusal: 500 },
		[step(0, [pend()]), step(39), step(20), step(20), step(12, [settle])],
	],
])('%s', async (_, behaviour, steps) => {
	const history = {
		bank: { ...plainBank, ...behaviour },
		identifyBy: 'transactionId' as const,
		steps,
	};
	expect((await check(history, implementation)).problems).toEqual([]);
});
