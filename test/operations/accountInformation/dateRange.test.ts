import { withinDates } from '../../../lib/operations/accountInformation/dateRange';
import type {
	AccountResourceName,
	DateFilter,
} from '../../../lib/operations/accountInformation/resources';
import type { JsonObject } from '../../../lib/responses/body';

async function* inOrder(entries: JsonObject[], failure?: Error): AsyncGenerator<JsonObject[]> {
	for (const entry of entries) yield [entry];
	if (failure) throw failure;
}

interface Reading {
	resource?: AccountResourceName;
	filter: DateFilter;
	failure?: Error;
}

async function select(
	entries: JsonObject[],
	{ resource = 'transactions', filter, failure }: Reading,
) {
	const report = jest.fn();
	const selected: JsonObject[] = [];
	const reading = async () => {
		const source = inOrder(entries, failure);
		for await (const page of withinDates(source, { resource, filter, report })) {
			selected.push(...page);
		}
	};
	const thrown: unknown = await reading().catch((error: unknown) => error);
	return { selected, thrown, reports: report.mock.calls.flat() as string[] };
}

const booked = (...dates: unknown[]) => dates.map((BookingDateTime) => ({ BookingDateTime }));
const ignored =
	'The bank ignored the dates and sent transactions outside of them, too. They were left out.';

describe('withinDates', () => {
	const from = { fromBookingDateTime: '2026-07-01T00:00:00' };
	const to = { toBookingDateTime: '2026-07-31T00:00:00' };

	it('drops transactions outside of the dates and reports them once (T-22)', async () => {
		const entries = booked(
			'2026-08-01T00:00:01Z',
			'2026-07-31T00:00:00Z',
			'2026-07-01T00:00:00Z',
			'2026-06-29T00:00:00Z',
			'2017-01-01T00:00:00Z',
		);
		expect(await select(entries, { filter: { ...from, ...to } })).toEqual({
			selected: entries.slice(1, 3),
			thrown: undefined,
			reports: [ignored],
		});
	});

	it('drops later transactions with an end and without a start (T-22)', async () => {
		const entries = booked('2026-09-01T00:00:00Z', '2017-01-01T00:00:00Z');
		expect(await select(entries, { filter: to })).toEqual({
			selected: entries.slice(1),
			thrown: undefined,
			reports: [ignored],
		});
	});

	it.each([
		['a booking in the time of the United Kingdom', '2026-06-30T23:00:00Z'],
		['a booking in the time zone of the bank', '2026-07-01T00:00:00+03:00'],
		['a day', '2026-07-01'],
		['no date', undefined],
		['another form of date', 'July'],
	])('keeps %s of a bank that ignores the dates', async (_, date) => {
		const entries = booked(date, '2017-01-01T00:00:00Z');
		const { selected } = await select(entries, { filter: from });
		expect(selected).toEqual(entries.slice(0, 1));
	});

	it('keeps what may be within the dates in the time zone of the bank', async () => {
		// Midnight in Vilnius.
		const entries = booked('2026-06-30T21:00:00Z', '2026-07-02T21:00:00Z');
		expect(await select(entries, { filter: from })).toEqual({
			selected: [entries[1], entries[0]],
			thrown: undefined,
			reports: [],
		});
	});

	it('drops it once the bank is proved to ignore the dates', async () => {
		const entries = booked('2026-06-30T21:00:00Z', '2026-07-02T21:00:00Z', '2017-01-01');
		const { selected } = await select(entries, { filter: from });
		expect(selected).toEqual([entries[1]]);
	});

	it('keeps what was read before a failure', async () => {
		const failure = new Error('The connection ended.');
		const entries = booked('2026-06-30T21:00:00Z', '2026-07-02T21:00:00Z');
		expect(await select(entries, { filter: from, failure })).toEqual({
			selected: [entries[1], entries[0]],
			thrown: failure,
			reports: [],
		});
	});

	it('drops statements whose whole period is outside', async () => {
		const period = (start: string, end: string) => ({
			StartDateTime: `${start}T00:00:00Z`,
			EndDateTime: `${end}T00:00:00Z`,
		});
		const entries = [
			period('2026-07-15', '2026-08-15'),
			period('2026-06-15', '2026-07-15'),
			period('2026-05-15', '2026-06-15'),
		];
		const filter = { fromStatementDateTime: '2026-07-01T00:00:00' };
		const { selected, reports } = await select(entries, { resource: 'statements', filter });
		expect(selected).toEqual(entries.slice(0, 2));
		expect(reports).toHaveLength(1);
	});
});
