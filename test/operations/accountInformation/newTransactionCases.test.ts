import type { NewTransactionSettings } from '../../../lib/operations/accountInformation/accountCursor';
import { dateOf } from '../../../lib/calendar';
import type { JsonObject } from '../../../lib/responses/body';
import { startCoverage } from '../../../scripts/fuzz/coverage';
import { aTransaction, daysAgo, idsOf, laterBy, polls, today } from './transactionBuilders';

/** The settings of the node that nobody changed. */
const defaults = { initialHistoryDays: 30, overlapDays: 30 };

const on = (day: number, changes: JsonObject = {}) => daysAgo(-day, changes);
const dated = (day: number) => `${dateOf(today + day)}T00:00:00Z`;

/** Polls once a day, and returns the booking dates of the transactions by the day of the run. */
function pollDaily(
	days: number,
	listOn: (day: number) => JsonObject[],
	changes: Partial<NewTransactionSettings> = {},
) {
	const { pollKeyed } = polls({ ...defaults, ...changes });
	return Array.from({ length: days }, (_, day) =>
		pollKeyed(listOn(day), laterBy(day)).map(({ transaction, transactionKey }) => ({
			...{ day, transactionKey },
			id: transaction.TransactionId,
			status: transaction.Status,
			booked: transaction.BookingDateTime,
		})),
	).flat();
}

const upTo = (day: number, step = 1) =>
	Array.from({ length: Math.floor(day / step) + 1 }, (_, index) => index * step);
const fare = (day: number) =>
	on(day, { TransactionId: '9998', Amount: { Amount: '1.75', Currency: 'GBP' } });
const byAnyIdentity: Array<Partial<NewTransactionSettings>> = [
	{},
	{ identifyBy: 'content' },
	{ overlapDays: 7 },
	{ withVanishingTransactions: true },
];

describe.each(byAnyIdentity)('With the settings %j', (changes) => {
	it('an ID that is used every day for the same amount is returned every day (T-01)', () => {
		const returned = pollDaily(60, (day) => upTo(day).map(fare).reverse(), changes);
		expect(returned.map(({ day }) => day)).toEqual(upTo(59));
		expect(new Set(returned.map(({ transactionKey }) => transactionKey)).size).toBe(60);
	});

	it('it is returned every day by a bank that lists three weeks only (T-01)', () => {
		const returned = pollDaily(
			60,
			(day) =>
				upTo(day)
					.filter((one) => one > day - 22)
					.map(fare),
			changes,
		);
		expect(returned.map(({ day }) => day)).toEqual(upTo(59));
	});

	it('an ID that is used every week for the same amount is returned every week (T-02)', () => {
		const returned = pollDaily(70, (day) => upTo(day, 7).map(fare), changes);
		expect(returned.map(({ day }) => day)).toEqual(upTo(69, 7));
	});

	it('it is returned every week by a bank that lists one week only, two days late (T-02)', () => {
		const returned = pollDaily(
			70,
			(day) =>
				upTo(day - 2, 7)
					.filter((one) => one > day - 9)
					.map(fare),
			changes,
		);
		expect(returned.map(({ day }) => day)).toEqual(upTo(67, 7).map((day) => day + 2));
	});
});

it('Two amounts under one ID have two keys (T-03)', () => {
	const rows = ['250.00', '19.99'].map((amount) =>
		on(0, { TransactionId: '9998', Amount: { Amount: amount, Currency: 'GBP' } }),
	);
	const returned = pollDaily(2, () => rows);
	expect(returned).toHaveLength(2);
	expect(new Set(returned.map(({ transactionKey }) => transactionKey)).size).toBe(2);
});

describe('A pending transaction is returned once it is booked', () => {
	const booked = on(2, { TransactionId: 'card' });
	const pending = (dates: JsonObject) => ({
		...booked,
		Status: 'Pending',
		BookingDateTime: undefined,
		...dates,
	});
	const bookedOn12 = (dates: (day: number) => JsonObject) => (day: number) => [
		...upTo(day).map((one) => on(one)),
		...(day < 2 ? [] : [day < 12 ? pending(dates(day)) : booked]),
	];
	const withRenamed = (list: (day: number) => JsonObject[]) => (day: number) =>
		list(day).map((one) =>
			one.Status === 'Pending' ? { ...one, TransactionId: 'card-pending' } : one,
		);
	const cases: Array<[string, (day: number) => JsonObject]> = [
		['that had only a value date (T-04)', () => ({ ValueDateTime: dated(2) })],
		['that had no date', () => ({})],
		['that was dated in the future (T-05)', () => ({ BookingDateTime: dated(12) })],
		['that was always dated today (T-06)', (day) => ({ BookingDateTime: dated(day) })],
	];
	describe.each([7, 30])('with an overlap of %i days', (overlapDays) => {
		it.each(cases)('with its first date, %s', (_, dates) => {
			const list = bookedOn12(dates);
			for (const listOn of [list, withRenamed(list)]) {
				const returned = pollDaily(40, listOn, { overlapDays }).filter(({ id }) => id === 'card');
				expect(returned).toMatchObject([{ day: 12, status: 'Booked' }]);
			}
		});

		it.each(cases)('and once before, with Include Pending, %s', (_, dates) => {
			const returned = pollDaily(40, bookedOn12(dates), { overlapDays, includePending: true });
			expect(returned.filter(({ id }) => id === 'card')).toMatchObject([
				{ day: 2, status: 'Pending' },
				{ day: 12, status: 'Booked' },
			]);
		});
	});

	it('and the pending one of the next day also, when both have the same ID', () => {
		const list = (day: number) => [...upTo(day - 1).map(fare), { ...fare(day), Status: 'Pending' }];
		const returned = pollDaily(20, list, { includePending: true });
		const daysOf = (state: string) =>
			returned.filter(({ status }) => status === state).map(({ day }) => day);
		expect(daysOf('Pending')).toEqual(upTo(19));
		expect(daysOf('Booked')).toEqual(upTo(19).slice(1));
	});
});

describe('A pending transaction that is always dated today is returned with its first date', () => {
	const coffee = (day: number, changes: JsonObject = {}) =>
		on(day, { TransactionId: undefined, ...changes });
	const pending = (day: number) => coffee(day, { Status: 'Pending' });
	const bookedDays = (
		days: number,
		listOn: (day: number) => JsonObject[],
		changes: Partial<NewTransactionSettings> = {},
	) =>
		pollDaily(days, listOn, { overlapDays: 7, ...changes })
			.filter(({ status }) => status === 'Booked')
			.map(({ day, booked }) => [day, booked?.toString().slice(0, 10)]);

	it.each([
		['without IDs', undefined, {}],
		['with one ID', '9998', {}],
		['with the pending ones returned too', undefined, { includePending: true }],
		['identified by content', undefined, { identifyBy: 'content' as const }],
	])('after as many equal bookings as pending transactions, %s', (_, TransactionId, changes) => {
		const second = (day: number) => (day < 9 ? [] : [day < 19 ? pending(day) : coffee(9)]);
		const first = (day: number) => [day < 20 ? pending(day) : coffee(0)];
		const others = (day: number) => (day < 10 ? [] : [coffee(10), coffee(10)]);
		const list = (day: number) =>
			[...first(day), ...second(day), ...others(day)].map((one) => ({ ...one, TransactionId }));
		expect(bookedDays(25, list, changes)).toEqual([
			...[10, 10].map((day) => [day, dateOf(today + 10)]),
			[19, dateOf(today + 9)],
			[20, dateOf(today)],
		]);
	});

	it('after an equal booking on every day', () => {
		const list = (day: number) => [
			...upTo(day).map((one) => coffee(one + 1)),
			day < 30 ? pending(day) : coffee(0),
		];
		const returned = bookedDays(35, list).filter(([, booked]) => booked === dateOf(today));
		expect(returned).toEqual([[30, dateOf(today)]]);
	});

	it('after its text has become that of a newer one, and the setting of the identity has changed', () => {
		const text = { TransactionInformation: 'CORNER GROCER LONDON' };
		const { poll } = polls({ ...defaults, overlapDays: 7 });
		const renamed = (day: number) => ({ ...pending(day), ...text });
		poll([pending(0)]);
		poll([pending(9), renamed(9)], laterBy(9));
		poll([renamed(10), renamed(10)], laterBy(10));
		const other = { identifyBy: 'content' as const };
		const newer = coffee(9, text);
		expect(poll([renamed(11), newer], { ...laterBy(11), ...other })).toEqual([newer]);
		const older = coffee(0, text);
		expect(poll([older, newer, coffee(20)], { ...laterBy(20), ...other })).toEqual([
			older,
			coffee(20),
		]);
	});
});

describe('A pending transaction that leaves the list while an equal one is booked is returned, too', () => {
	const coffee = (day: number, changes: JsonObject = {}) =>
		on(day, { TransactionId: undefined, ...changes });
	const pending = coffee(0, { Status: 'Pending', BookingDateTime: dated(0) });
	/** The equal one is booked on day 9. The pending one is booked on the day of `bookedAgain`, dated day 0. */
	const list = (bookedAgain: number) => (day: number) => [
		...(day < 9 ? [pending] : [coffee(9)]),
		...(day < bookedAgain ? [] : [coffee(0)]),
	];
	const changes = { overlapDays: 7 };

	it.each([10, 20, 38, 60, 87])('if it is booked on day %i', (day) => {
		const returned = pollDaily(100, list(day), changes);
		expect(returned.map((one) => [one.day, one.booked])).toEqual([
			[9, coffee(9).BookingDateTime],
			[day, coffee(0).BookingDateTime],
		]);
	});

	it.each([100, 380])(
		'in the week after day %i, if that is more than 88 days after its date',
		(bookedAgain) => {
			const returned = pollDaily(bookedAgain + 10, list(bookedAgain), changes);
			const first = upTo(bookedAgain + 7).find(
				(day) => day >= bookedAgain && (today + day) % 7 === 0,
			);
			expect(returned.map(({ day, booked }) => [day, booked])).toEqual([
				[9, coffee(9).BookingDateTime],
				[first, coffee(0).BookingDateTime],
			]);
		},
	);

	it('by no run that begins thirteen months after the bank listed it last', () => {
		const returned = pollDaily(415, list(405), changes);
		expect(returned.map(({ day }) => day)).toEqual([9]);
	});

	it('also if the setting of the identity changes meanwhile', () => {
		const { poll } = polls({ ...defaults, ...changes });
		for (const day of [0, 1, 8]) poll(list(20)(day), laterBy(day));
		expect(poll(list(20)(9), laterBy(9))).toHaveLength(1);
		const other = { identifyBy: 'content' as const };
		expect(poll(list(20)(12), { ...laterBy(12), ...other })).toEqual([]);
		expect(poll(list(20)(20), { ...laterBy(20), ...other })).toEqual([coffee(0)]);
	});

	it('also if the bank uses its ID for the equal one, as for nothing before', () => {
		const known = polls({ ...defaults, ...changes });
		const withId = (day: number) => list(60)(day).map((one) => ({ ...one, TransactionId: 'card' }));
		for (const day of [0, 8]) expect(known.poll(withId(day), laterBy(day))).toEqual([]);
		for (const day of [9, 40]) known.poll(withId(day), laterBy(day));
		expect(known.poll(withId(60), laterBy(60))).toEqual([{ ...coffee(0), TransactionId: 'card' }]);
	});

	it('also if it is booked after nothing was pending for two months', () => {
		const withOthers = (day: number) => [
			...upTo(day).map((one) => on(one, { TransactionId: `other-${one}` })),
			...(day < 2 ? [pending] : day < 70 ? [] : [coffee(0)]),
		];
		const returned = pollDaily(90, withOthers, changes).filter(({ id }) => id === undefined);
		expect(returned.map(({ day }) => day)).toEqual([70]);
	});
});

describe('A booking that gets the ID and the amount of one that the bank has removed is returned', () => {
	const first = fare(0);
	const text = { ...first, TransactionInformation: 'CORNER GROCER LONDON' };
	const date = { ...first, BookingDateTime: dated(-1) };
	const older = on(-5);

	it.each([
		['day', text],
		['text', date],
	])('with the same %s', (_, second) => {
		for (const changes of [{}, { identifyBy: 'content' as const }]) {
			const { poll } = polls({ ...defaults, ...changes });
			expect(poll([older, first])).toEqual([older, first]);
			expect(poll([older, second], laterBy(1))).toEqual([second]);
			expect(poll([older, second], laterBy(2))).toEqual([]);
			expect(poll([older, second, fare(3)], laterBy(3))).toEqual([fare(3)]);
		}
	});
});

describe('A booking that has left the list, and one that is equal to it', () => {
	const coffee = (changes: JsonObject = {}) => on(0, { TransactionId: undefined, ...changes });
	const older = on(-5, { TransactionId: undefined, TransactionInformation: 'Older' });
	const lists = (one: JsonObject, rest: JsonObject[]) => [[...rest, one], rest, [...rest, one]];
	const returnedBy = (all: JsonObject[][], changes: Partial<NewTransactionSettings> = {}) => {
		const { pollKeyed } = polls({ ...defaults, ...changes });
		return all.map((list, day) => pollKeyed(list, laterBy(day)));
	};

	it.each<[string, JsonObject, Partial<NewTransactionSettings>]>([
		['without IDs', coffee(), {}],
		['identified by content', coffee({ TransactionId: '1' }), { identifyBy: 'content' }],
		['where transactions vanish', fare(0), { withVanishingTransactions: true }],
	])('are both returned, with two keys: %s', (_, one, changes) => {
		const [first, , third] = returnedBy(lists(one, [older]), changes);
		expect(first).toHaveLength(2);
		expect(third).toMatchObject([{ transaction: one }]);
		const keys = [...first!, ...third!].map(({ transactionKey }) => transactionKey);
		expect(new Set(keys).size).toBe(3);
	});

	it('are both returned at a bank that reuses IDs', () => {
		const others = [fare(-1), fare(-2)];
		const [first, second, third] = returnedBy(lists(fare(0), others));
		expect([first, second, third].map((each) => each!.length)).toEqual([3, 0, 1]);
	});

	it('are one transaction if its ID says so', () => {
		const [first, , third] = returnedBy(lists(on(0), [on(-5)]));
		expect([first!.length, third!.length]).toEqual([2, 0]);
	});

	it.each<[string, JsonObject[]]>([
		['is empty', []],
		['begins later', [coffee({ BookingDateTime: dated(1) })]],
	])('are one transaction if the list %s meanwhile', (_, meanwhile) => {
		const all = [older, coffee()];
		const [first, , third] = returnedBy([all, meanwhile, [...all, ...meanwhile]]);
		expect([first!.length, third!.length]).toEqual([2, 0]);
	});
});

describe('A list that could not be read to its end', () => {
	const isIncomplete = true;
	const all = [on(0), on(-1), on(-2), on(-40)];

	it('is returned, and the rest by the next run', () => {
		const { poll } = polls(defaults);
		expect(idsOf(poll(all.slice(0, 1), { isIncomplete }))).toEqual(['t-0']);
		expect(idsOf(poll(all))).toEqual(['t-2', 't-1']);
		expect(idsOf(poll([on(1), on(0)], { ...laterBy(1), isIncomplete }))).toEqual(['t--1']);
		expect(poll([on(1), ...all], laterBy(1))).toEqual([]);
	});

	it('says nothing about what is missing in it, also without IDs', () => {
		const { poll, cursor } = polls({ ...defaults, includePending: true });
		const withoutIds = [...all, on(-1, { Status: 'Pending' })].map((one) => ({
			...one,
			TransactionId: undefined,
		}));
		poll(withoutIds);
		const before = cursor();
		expect(poll([withoutIds.at(-2)!], { ...laterBy(20), isIncomplete })).toEqual([]);
		expect(cursor().windowStart).toBe(before.windowStart);
		expect(poll(withoutIds, laterBy(21))).toEqual([]);
	});
});

it('A booking that is dated in the year 9999 is returned once', () => {
	const never = on(0, { BookingDateTime: '9999-12-31T00:00:00Z' });
	expect(pollDaily(5, () => [never])).toHaveLength(1);
});

it('One ID under two dates in one list is two transactions (T-07)', () => {
	const returned = pollDaily(5, () => [fare(-1), fare(-2)]);
	expect(returned.map(({ day }) => day)).toEqual([0, 0]);
	expect(returned[0]!.transactionKey).not.toBe(returned[1]!.transactionKey);
});

describe('A bank that changes a booked transaction', () => {
	const older = on(-5);
	const before = on(-3);
	const text = { ...before, TransactionInformation: 'CORNER GROCER LONDON' };
	const date = { ...before, BookingDateTime: dated(-2) };
	const later = { ...before, BookingDateTime: dated(1) };
	const returnedAfter = (
		after: JsonObject[],
		{
			first = [before],
			...changes
		}: { first?: JsonObject[] } & Partial<NewTransactionSettings> = {},
	) => {
		const { poll } = polls({ ...defaults, ...changes });
		poll([older, ...first]);
		return poll([older, ...after], laterBy(1));
	};

	const timed = { ...before, BookingDateTime: `${dateOf(today - 3)}T09:30:17Z` };
	it.each([
		['the text', { ...timed, TransactionInformation: 'CORNER GROCER LONDON' }],
		['the time', { ...timed, BookingDateTime: `${dateOf(today - 3)}T11:00:44Z` }],
		['the time to none', { ...timed, BookingDateTime: dated(-3) }],
	])(
		'does not make the node return it again if its ID, day and exact time say that it is the same: %s',
		(_, after) => {
			expect(returnedAfter([after], { first: [timed] })).toEqual([]);
		},
	);

	it('makes the node return it again with the same key if it changes the text only', () => {
		const { pollKeyed } = polls(defaults);
		const [, first] = pollKeyed([older, before]);
		expect(pollKeyed([older, text], laterBy(1))).toEqual([
			{ transaction: text, transactionKey: first!.transactionKey },
		]);
	});

	it.each([
		['texts', { identifyBy: 'content' as const }],
		['the exact time where transactions vanish', { withVanishingTransactions: true }],
	])('makes the node return it again if it is recognised by %s', (_, changes) => {
		const after = { ...timed, TransactionInformation: 'CORNER GROCER LONDON' };
		expect(returnedAfter([after], { first: [timed], ...changes })).toEqual([after]);
	});

	it.each([
		['the text at a bank without IDs', { ...text, TransactionId: undefined }, {}],
		['the date at a bank without IDs', { ...date, TransactionId: undefined }, {}],
		['the text', text, {}],
		['the date', date, {}],
		['the date to one after the previous run', later, {}],
		['the text and the date', { ...text, BookingDateTime: dated(-2) }, {}],
		['the text, with transactions identified by content', text, { identifyBy: 'content' as const }],
		['the date, where transactions vanish', date, { withVanishingTransactions: true }],
	])('makes the node return it again if it changes %s', (_, after: JsonObject, changes) => {
		const first = [{ ...before, TransactionId: after.TransactionId }];
		expect(returnedAfter([after], { first, ...changes })).toEqual([after]);
	});

	it('makes the node return it again if it changes the date and keeps the exact time', () => {
		const after = { ...timed, BookingDateTime: `${dateOf(today - 2)}T09:30:17Z` };
		expect(returnedAfter([after], { first: [timed] })).toEqual([after]);
	});

	it('makes the node return it again if it has listed an ID twice', () => {
		const after = { ...timed, TransactionInformation: 'CORNER GROCER LONDON' };
		expect(returnedAfter([after], { first: [timed, fare(-1), fare(-2)] })).toEqual([after]);
	});

	it('makes the node return it again if it changes the date of the oldest one in the list', () => {
		const { poll } = polls(defaults);
		poll([before]);
		expect(poll([date], laterBy(1))).toEqual([date]);
	});

	it('and keeps the first version makes the node return both', () => {
		expect(returnedAfter([before, text])).toEqual([text]);
		expect(returnedAfter([before, date])).toEqual([date]);
	});

	it('after the transaction was missing makes the node return it again', () => {
		const { poll } = polls(defaults);
		poll([before]);
		poll([]);
		expect(poll([date])).toEqual([date]);
	});
});

it('A fare of each day is returned by a bank that lists only the last one of each ID, all at the same second', () => {
	const { poll } = polls(defaults);
	const fareOf = (day: number) => ({
		...fare(day),
		BookingDateTime: `${dateOf(today + day)}T07:15:33Z`,
	});
	for (const day of [0, 1, 2, 3]) {
		expect(poll([on(-9), fareOf(day)], laterBy(day))).toContainEqual(fareOf(day));
	}
});

it('A reversal with the ID of the reversed transaction is returned', () => {
	const { poll } = polls(defaults);
	const payment = on(-1);
	const reversal = { ...payment, CreditDebitIndicator: 'Credit' };
	expect(poll([payment])).toEqual([payment]);
	expect(poll([payment, reversal])).toEqual([reversal]);
	expect(poll([payment, reversal])).toEqual([]);
});

it('A reversed transaction that leaves the list does not hide the next one of the same amount', () => {
	const { poll } = polls(defaults);
	expect(poll([fare(0)])).toHaveLength(1);
	expect(poll([fare(1)], laterBy(1))).toEqual([fare(1)]);
});

describe('Another setting of Identify Transactions By', () => {
	it.each([
		['transactionId', 'content'],
		['content', 'transactionId'],
	] as const)('repeats and loses nothing: from %s to %s', (one, other) => {
		const { poll } = polls({ ...defaults, includePending: true });
		const first = [fare(-1), fare(-2), on(-3), on(-1, { TransactionId: 'p', Status: 'Pending' })];
		expect(poll(first, { identifyBy: one })).toHaveLength(4);
		expect(poll([...first, fare(0)], { identifyBy: other })).toEqual([fare(0)]);
		expect(poll([...first, fare(0)], { identifyBy: one })).toEqual([]);
	});

	const cards = ['CORNER GROCER LONDON', 'CORNER GROCER LEEDS'].map((TransactionInformation) => ({
		...fare(0),
		TransactionInformation,
	}));
	const [older, newer] = cards.map((one) => ({
		...one,
		Status: 'Pending',
		BookingDateTime: undefined,
	}));
	it.each([
		['before, listed oldest first', [older!, newer!], true],
		['before, listed newest first', [newer!, older!], true],
		['with the setting, listed oldest first', [older!, newer!], false],
		['with the setting, listed newest first', [newer!, older!], false],
	])('keeps the first day of a pending one if an equal one appears %s', (_, both, isBefore) => {
		const { poll } = polls({ ...defaults, overlapDays: 7 });
		const byContent = { identifyBy: 'content' as const };
		poll([older!]);
		if (isBefore) poll(both, laterBy(9));
		poll(both, { ...laterBy(9), ...byContent });
		const settled = { ...cards[1]!, BookingDateTime: dated(9) };
		expect(poll([older!, settled], { ...laterBy(10), ...byContent })).toEqual([settled]);
		const all = [cards[0]!, settled, on(20)];
		expect(poll(all, { ...laterBy(20), ...byContent })).toEqual([cards[0], on(20)]);
	});

	it('loses nothing when the list shows for the first time that the bank reuses an ID', () => {
		const { poll } = polls({ ...defaults, identifyBy: 'transactionId' });
		const moved = { ...fare(0), BookingDateTime: dated(-1) };
		const other = { ...fare(0), TransactionInformation: 'CORNER GROCER LONDON' };
		poll([fare(0)]);
		expect(poll([moved, other], { ...laterBy(1), identifyBy: 'content' })).toContainEqual(other);
		expect(poll([moved, other], { ...laterBy(1), identifyBy: 'content' })).toEqual([]);
	});
});

describe('Many transactions with one ID (T-18)', () => {
	const listOf = (count: number) =>
		Array.from({ length: count }, (_, index) =>
			on(0, { TransactionId: '9998', TransactionInformation: `text ${index}` }),
		);

	it('are all returned, each once: 40,000', () => {
		const { poll } = polls(defaults);
		expect(poll(listOf(40_000))).toHaveLength(40_000);
		expect(poll(listOf(40_001))).toMatchObject([{ TransactionInformation: 'text 40000' }]);
	});

	it('take as much work for each as few', async () => {
		const coverage = await startCoverage();
		/** Returns how many blocks of code two runs execute for each transaction. */
		const workFor = async (count: number) => {
			const { poll } = polls(defaults);
			await coverage.read();
			poll(listOf(count));
			poll(listOf(count + 1));
			return (await coverage.read()).steps / count;
		};
		const work = await workFor(1000);
		expect(work).toBeGreaterThan(10);
		expect((await workFor(8000)) / work).toBeLessThan(1.1);
		await coverage.stop();
	});
});

it('Transactions with equal content are those with new IDs', () => {
	const { poll } = polls({ ...defaults, identifyBy: 'content' });
	poll([aTransaction({ TransactionId: 'b' })]);
	const ids = idsOf(poll(['a', 'b', 'c'].map((TransactionId) => aTransaction({ TransactionId }))));
	expect(ids.sort()).toEqual(['a', 'c']);
});
