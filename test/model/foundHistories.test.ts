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

const book = (late = 0): Change => ({ kind: 'book', amount: 0, text: 0, late, twins: 0 });
const pend = (late = 0) => ({
	...{ kind: 'pend' as const, amount: 0, text: 0, late, isAnnounced: false },
});
const settle = { kind: 'settle' as const, which: 0, isDatedToday: false };
const omit: Change = { kind: 'omit', which: 0 };
const decline: Change = { kind: 'decline', which: 0 };
const remove = (which: number): Change => ({ kind: 'remove', which });

/** Returns a run this number of days after the previous one, and what happens before it. */
const step = (days: number, changes: Change[] = [], run: Partial<Run> = {}): Step => ({
	...{ days, hour: 12, changes: changes.map((change) => ({ isSecond: false, change })) },
	run: { ...plainRun, ...run },
});

const breaking: Partial<Run> = { accounts: ['breaking', 'same'] };

it.each<[string, Partial<BankBehaviour>, Step[]]>([
	[
		'a transaction is booked with a day of 91 days ago that a server no longer lists, as it has reported',
		{ daysWithoutPsu: 90, refusal: 500 },
		[step(0, [pend()]), step(39), step(20), step(20), step(12, [settle])],
	],
	[
		'pages that move hide a booking of the days that a longer overlap adds',
		{ pendingDate: 'none' },
		[
			step(0, [book(11)]),
			step(0, [book()]),
			step(1),
			step(0, [], { overlapDays: 10 }),
			step(0, [pend(120)], { meanwhile: [{ reading: 0, page: 1, change: settle }] }),
		],
	],
	[
		'the node reads again after a longer overlap, and the old transaction is booked meanwhile',
		{},
		[
			step(0, [book(11)]),
			step(0, [book()]),
			step(1),
			step(0, [], { overlapDays: 10 }),
			step(0, [pend(120)], { meanwhile: [{ reading: 0, page: 1, change: settle }] }),
		],
	],
	[
		'an old one is booked while the node reads twice, and the identity changes while the bank does not list its day',
		{ listsOldestFirst: true },
		[
			step(0, [book(), book()]),
			step(0, [book()]),
			step(0, [pend(45)], { meanwhile: [{ reading: 0, page: 2, change: settle }] }),
			step(29),
			step(14),
			step(1),
			step(0, [], { ...breaking, switchesIdentity: true }),
		],
	],
	[
		'an old booking is in a list that ends with an error, and is then removed',
		{ leavesOut: true, listsOldestFirst: true },
		[
			step(0, [book()]),
			step(1),
			step(2, [pend(120), book(), book()], breaking),
			step(1, [settle], breaking),
			step(1, [remove(2)]),
		],
	],
	[
		'one of two equal transactions is booked, of which a list that ended with an error had one',
		{ ids: 'none' },
		[step(0, [pend(120), book(), pend(120)], breaking), step(1, [settle])],
	],
	[
		'a transaction without a date is booked 45 days ago, and the first list ended with an error',
		{ pendingDate: 'none', listsOldestFirst: true },
		[step(0, [pend(), pend(45), book()], breaking), step(0, [settle])],
	],
	[
		'a transaction without a date leaves the list, and a booking older than the initial history is output',
		{ pendingDate: 'none', listsOldestFirst: true },
		[step(0, [book(26), pend(), book()], breaking), step(0, [decline])],
	],
	[
		'a transaction without a date is booked 75 days ago, before the window of the first run',
		{ pendingDate: 'none' },
		[step(0, [book(), pend(70)]), step(5, [settle])],
	],
	[
		'a transaction that was always dated today is booked 79 days ago, after nothing was pending for months',
		{ pendingDate: 'today' },
		[
			...[step(0, [book()]), step(30, [book()]), step(30, [book()]), step(30, [book()])],
			...[step(1, [pend(75)]), step(4, [settle])],
		],
	],
	[
		'a transaction without a date is booked with another amount in a list that ends with an error, and is then removed',
		{ pendingDate: 'none', leavesOut: true },
		[
			step(0, [pend(45), book()], breaking),
			step(0, [{ ...settle, amount: 2 }], breaking),
			step(0, [remove(1)]),
		],
	],
	[
		'an equal one takes the place of a transaction that is booked with another amount, and both lists end with an error',
		{ ids: 'none', pendingDate: 'none', leavesOut: true, pageSize: 5 },
		[
			step(0, [pend(45), pend(45)], breaking),
			step(0, [{ ...settle, amount: 2 }, pend(45)], breaking),
			step(0, [remove(0)], breaking),
		],
	],
	[
		'a transaction was pending only in lists that ended with an error, and is booked before its date in them',
		{ pendingDate: 'future' },
		[
			step(0, [book()]),
			step(0),
			step(0, [pend(45), pend(120)], breaking),
			step(0, [pend(), omit], breaking),
			step(0, [remove(0)], breaking),
			step(0, [{ ...settle, which: 2 }]),
		],
	],
	[
		'the overlap becomes longer, and begins before a booking that the bank has removed',
		{ leavesOut: true },
		[
			step(0, [book()]),
			step(2),
			step(0, [remove(0)], { overlapDays: 10 }),
			step(4),
			step(14, [pend(45), settle]),
		],
	],
	[
		'an equal one was left out, a list that ends with an error lacks another one, and the account is then new',
		{ ids: 'none', identifiesAccounts: false, leavesOut: true },
		[
			step(0, [book(), book(), book(), omit]),
			step(7, [], breaking),
			step(14, [], { accounts: ['renumbered', 'same'] }),
		],
	],
	[
		'by content, an equal one takes the place of an old one that is booked, which only a list that ended with an error had',
		{ pendingDate: 'value' },
		[
			step(0, [], { switchesIdentity: true }),
			step(0, [pend(120), pend(45)], breaking),
			step(2, [{ ...settle, which: 1, amount: 2 }, pend(45)]),
		],
	],
	[
		'without IDs, an equal one takes the place and the date of a booked one that only a list that ended with an error had',
		{ ids: 'none', pendingDate: 'value' },
		[
			step(0, [book()]),
			step(0, [pend(120)], breaking),
			step(2, [{ ...settle, amount: 2 }, pend(122)]),
		],
	],
	[
		'an equal one takes the place of a booked one that only a list that ended with an error had, and then IDs count',
		{ pendingDate: 'value' },
		[
			step(0, [], { switchesIdentity: true }),
			step(0, [pend(120), pend(45)], breaking),
			step(2, [{ ...settle, which: 1, amount: 2 }, pend(45)], { switchesIdentity: true }),
		],
	],
	[
		'nothing proves that an old one is still pending, which only a list that ended with an error had',
		{ ids: 'none', pendingDate: 'value' },
		[
			...[step(0, [book(18)]), step(30, [book()]), step(30, [book()]), step(30, [book()]), step(5)],
			...[step(5), step(0, [{ ...pend(120), amount: 2 }], breaking), step(2)],
		],
	],
])('Every transaction is returned as documented when %s', async (_, behaviour, steps) => {
	const history = {
		bank: { ...plainBank, ...behaviour },
		identifyBy: 'transactionId' as const,
		steps,
	};
	expect((await check(history, implementation)).problems).toEqual([]);
});
