import { dateOf, dayOf, readBankDate } from '../lib/calendar';

const dayIn = (value: unknown) => {
	const date = readBankDate(value);
	return date && dateOf(date.day);
};

it.each([
	['midnight in summer', '2026-10-24T00:00:00+01:00'],
	['the same time in UTC', '2026-10-23T23:00:00Z'],
	['the same time with the offset of UTC', '2026-10-23T23:00:00.000+00:00'],
	['midnight with the zone of winter', '2026-10-24T00:00:00Z'],
	['midnight without a zone', '2026-10-24T00:00:00'],
	['midnight at a bank in central Europe', '2026-10-24T00:00:00+02:00'],
	['the date alone', '2026-10-24'],
	['the last second in summer', '2026-10-24T22:59:59Z'],
	['a leap second in summer', '2026-10-24T22:59:60Z'],
	['a leap second with a zone and a fraction', '2026-10-24T23:59:60.5+01:00'],
	['a space before the time', '2026-10-24 10:00'],
	['a short zone', '2026-10-24T00:30:00+01'],
	['a zone without a colon', '2026-10-24T00:30:00+0100'],
	['microseconds', '2026-10-24T10:00:00.123456Z'],
])('24 October is the day of %s', (_, value) => {
	expect(dayIn(value)).toBe('2026-10-24');
});

it.each([
	['2026-03-28T23:30:00Z', '2026-03-28'],
	['2026-03-29T23:30:00Z', '2026-03-30'],
	['2026-10-24T23:30:00Z', '2026-10-25'],
	['2026-10-25T23:30:00Z', '2026-10-25'],
])('The time %s is on %s, because daylight saving changes', (value, day) => {
	expect(dayIn(value)).toBe(day);
});

it.each([
	'soon',
	'2026-10-24T10:00:61Z',
	'2026-10-24T10:60:00Z',
	'2026-13-45',
	'',
	undefined,
	null,
	20260320,
	{},
])('%j is no date', (value) => {
	expect(readBankDate(value)).toBeUndefined();
});

it('The time is that of the zone, and without a zone that of UTC', () => {
	expect(readBankDate('2026-10-24T00:30:00+01:00')!.time).toBe(Date.parse('2026-10-23T23:30:00Z'));
	expect(readBankDate('2026-10-24T00:30:00')!.time).toBe(Date.parse('2026-10-24T00:30:00Z'));
	expect(readBankDate('2026-10-24')!.day).toBe(dayOf(Date.parse('2026-10-24T00:00:00Z')));
});
