import { toDay, toFilterDateTime, toIsoDateTime } from '../../nodes/shared/dateTime';
import { rejection } from '../support/builders';

const iso = (value: unknown, timeZone = 'Europe/London') => toIsoDateTime(value, 'date', timeZone);

describe('toIsoDateTime', () => {
	it.each([
		['2027-01-15T10:30:00', 'UTC', '2027-01-15T10:30:00.000Z'],
		['2027-01-15 10:30', 'Europe/London', '2027-01-15T10:30:00.000Z'],
		['2027-07-15T10:30:00', 'Europe/London', '2027-07-15T09:30:00.000Z'],
		['2027-07-15', 'Europe/Oslo', '2027-07-14T22:00:00.000Z'],
		['2027-07-15T00:00:00', 'America/New_York', '2027-07-15T04:00:00.000Z'],
		['2027-07-15T00:00:00', 'Pacific/Auckland', '2027-07-14T12:00:00.000Z'],
		// Clocks change at 01:00 UTC on 28 March and 31 October 2027.
		['2027-03-28T00:30:00', 'Europe/London', '2027-03-28T00:30:00.000Z'],
		['2027-03-28T02:30:00', 'Europe/London', '2027-03-28T01:30:00.000Z'],
		['2027-10-31T02:30:00', 'Europe/London', '2027-10-31T02:30:00.000Z'],
		// Clocks followed the sun, 75 seconds behind UTC.
		['0001-01-01T00:00:00', 'Europe/London', '0001-01-01T00:01:15.000Z'],
		['9999-12-31', 'America/New_York', '9999-12-31T05:00:00.000Z'],
		['9999-12-31T23:59:59', 'Pacific/Kiritimati', '9999-12-31T09:59:59.000Z'],
	])('reads %s in the time zone %s as %s (T-16, F-19)', (text, timeZone, expected) => {
		expect(iso(text, timeZone)).toBe(expected);
	});

	it.each(['2027-01-15T10:30:00Z', '2027-01-15T11:30:00+01:00', '2027-01-15T11:30:00.000+0100'])(
		'keeps the time zone of %s',
		(text) => {
			expect(iso(text, 'Asia/Tokyo')).toBe('2027-01-15T10:30:00.000Z');
		},
	);

	it.each([
		['9999-12-31T23:59:59', 'America/New_York'],
		['9999-12-31T23:59:59-05:00', 'Europe/London'],
		['0000-01-01', 'Asia/Tokyo'],
	])('rejects %s in the time zone %s, which payloads cannot contain', async (text, timeZone) => {
		expect(await rejection(() => iso(text, timeZone))).toMatchObject({
			code: 'OB_CONFIGURATION',
			message: `"${text}" is outside of the years 0000 to 9999 in UTC. Enter a date that is a day away from both ends.`,
			field: { in: 'parameters', key: 'date' },
		});
	});

	it('accepts a DateTime of n8n and a Date', () => {
		const expected = '2027-01-15T10:30:00.000Z';
		expect(iso({ toISO: () => '2027-01-15T11:30:00.000+01:00' })).toBe(expected);
		expect(iso(new Date(expected))).toBe(expected);
	});

	it.each(['', undefined, null])('returns undefined for %j', (value) => {
		expect(iso(value)).toBeUndefined();
	});
});

describe('toFilterDateTime', () => {
	it.each([
		['2027-01-15T10:30:00+01:00', '2027-01-15T10:30:00'],
		['2027-01-15', '2027-01-15T00:00:00'],
		[new Date('2027-01-15T10:30:00Z'), '2027-01-15T10:30:00'],
	])('returns for %s the local time %s', (value, expected) => {
		expect(toFilterDateTime(value, 'date')).toBe(expected);
	});
});

describe.each([
	['toIsoDateTime', (value: unknown) => iso(value)],
	['toFilterDateTime', (value: unknown) => toFilterDateTime(value, 'date')],
])('%s', (_, convert) => {
	it.each([
		'05/06/2027',
		'01/02/2027',
		'03.04.2027',
		'2027-02-30',
		'2027-01-15T25:00',
		'2027-01-15T10:30:00+99:00',
		'5',
		5,
		1_800_000_000_000,
		true,
		'tomorrow 5',
		'June 5, 2027',
		{ toISO: () => null },
		new Date(NaN),
		{},
	])('rejects %j (T-16, F-19)', async (value) => {
		expect(await rejection(() => convert(value))).toMatchObject({
			code: 'OB_CONFIGURATION',
			message: expect.stringMatching(/ is not a date and time such as 2026-01-31T00:00:00\.$/),
			field: { in: 'parameters', key: 'date' },
		});
	});

	it('does not quote the content of an object, which may hold tokens', async () => {
		const { message } = await rejection(() => convert({ accessToken: 's3cr3t' }));
		expect(message).toMatch(/^"\[object\]" is not a date/);
	});
});

describe('toDay', () => {
	const day = (value: unknown, timeZone = 'Europe/London') => toDay(value, 'date', timeZone);

	it.each<[unknown, string | undefined]>([
		['', undefined],
		['2027-06-10', '2027-06-10'],
		['2027-06-10T23:59:00', '2027-06-10'],
		['2027-06-10T23:30:00-05:00', '2027-06-10'],
		['2027-06-10T00:00:00.000+01:00', '2027-06-10'],
		[{ toISO: () => '2027-06-10T00:00:00.000+02:00' }, '2027-06-10'],
		['2027-06-10T12:00:00Z', '2027-06-10'],
		[new Date('2027-06-10'), '2027-06-10'],
		['0001-01-01T12:00:00Z', '0001-01-01'],
	])('reads %j as %s', (value, expected) => {
		expect(day(value)).toBe(expected);
	});

	it('reads a date without a time as that day in each time zone', () => {
		expect(day(new Date('2027-06-10'), 'America/New_York')).toBe('2027-06-10');
	});

	// Midnight on 10 June in British Summer Time, and in Oslo.
	it.each([
		['2027-06-09T23:00:00.000Z', 'Europe/London'],
		['2027-06-09T22:00:00.000Z', 'Europe/Oslo'],
	])('refuses %s, which is another day in %s', async (text, timeZone) => {
		for (const value of [text, new Date(text)]) {
			expect(await rejection(() => day(value, timeZone))).toMatchObject({
				message: `"${text}" is 2027-06-09 in UTC, but 2027-06-10 in the time zone of the workflow, ${timeZone}. Enter only the day, such as 2027-06-10.`,
				field: { in: 'parameters', key: 'date' },
			});
		}
	});
});
