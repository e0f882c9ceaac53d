import { histories, type BankBehaviour, type HistoryLimits } from './history';

/** A bank without any other behaviour. */
const bank = (
	ids: BankBehaviour['ids'],
	pendingDate: Array<BankBehaviour['pendingDate']>,
): HistoryLimits['bank'] => ({
	...{ ids: [ids], pendingDate, zone: ['utc'], season: ['autumn'], ignoresFilter: [false] },
	...{ listsOldestFirst: [false], showsBalance: [false], leavesOut: [false] },
	...{ listedDays: [Infinity], hasTimes: [false], withVanishing: [false] },
	...{ daysWithoutPsu: [Infinity], refusal: [403], isLimitKnown: [false] },
	...{ identifiesAccounts: [true], pageSize: [100] },
});

const reused: HistoryLimits = {
	...{ bank: bank('reused', ['none']), kinds: ['book'], variety: 1 },
	...{ isPunctual: true, isPlain: true },
};

const pending = (...dates: Array<BankBehaviour['pendingDate']>): HistoryLimits => ({
	...{ bank: bank('unique', dates), kinds: ['book', 'book', 'pend', 'settle'], days: [1, 4] },
	...{ isPunctual: true, isPlain: true },
});

/** Behaviours of banks that lost or repeated transactions in the first version. */
const limits: Record<string, HistoryLimits> = {
	'T-01: one ID for the same amount every day': { ...reused, days: [1, 1] },
	'T-02: one ID for the same amount every week': { ...reused, days: [7, 7] },
	'T-04: pending without a booking date': pending('none', 'value'),
	'T-05: pending with a date in the future': pending('future'),
	'T-06: pending and always dated today': pending('today'),
	'pending for months, also when it is first listed': {
		...pending('purchase'),
		...{ isPunctual: false, days: [5, 40], kinds: ['book', 'pend', 'settle', 'hide', 'show'] },
	},
	'not listed for months, while an equal one is booked': {
		...{ bank: bank('none', ['purchase']), isPlain: true, variety: 1, days: [5, 40] },
		kinds: ['book', 'pend', 'settle', 'hide'],
	},
};

/** Returns the generator of histories for each case. */
export const knownCases = Object.entries(limits).map(([name, limit]) => ({
	name,
	histories: histories(limit),
}));
