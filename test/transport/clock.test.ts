import { bankError } from '../../lib/responses/bankError';
import { clockAdvice, measureClockAhead } from '../../lib/transport/messages';
import { aResponse } from '../support/builders';
import { json } from '../support/tlsServer';
import { aSend, aServer, closeAll, get } from './sending';

afterEach(closeAll);

const now = Date.parse('2026-03-01T12:00:00Z');

describe('Our clock (TK-42)', () => {
	it.each([
		['Sun, 01 Mar 2026 12:00:00 GMT', undefined, 0],
		['Sun, 01 Mar 2026 11:50:00 GMT', undefined, 600_000],
		['Sun, 01 Mar 2026 12:10:00 GMT', undefined, -600_000],
		['Sun, 01 Mar 2026 11:50:00 GMT', '600', 0],
		['yesterday', undefined, undefined],
		['Sun, 01 Mar 2026 12:00:00 GMT', 'long', undefined],
	])('compared with the date %s and age %s is %s milliseconds ahead', (date, age, ahead) => {
		expect(measureClockAhead({ date, ...(age && { age }) }, now)).toBe(ahead);
	});

	it('is not compared with a response without a date', () => {
		expect(measureClockAhead({}, now)).toBeUndefined();
	});

	it.each([
		[31_000, '1 minute ahead of'],
		[-31_000, '1 minute behind'],
		[600_000, '10 minutes ahead of'],
		[-86_400_000, '1440 minutes behind'],
	])('is reported as wrong at %i milliseconds', (ahead, difference) => {
		expect(clockAdvice(ahead)).toBe(
			` This machine's clock is ${difference} the bank's clock, which may be the cause. Synchronise this machine's clock; if it is right, tell the bank.`,
		);
	});

	it.each([undefined, 0, 30_000, -30_000])('is not mentioned at %s milliseconds', (ahead) => {
		expect(clockAdvice(ahead)).toBe('');
	});

	it('is compared with every response', async () => {
		const date = new Date(Date.now() - 600_000).toUTCString();
		const server = await aServer([json({}, { headers: { date } })]);
		const { clockAhead: ahead } = await aSend()(get(server.url()));
		expect(Math.round(ahead! / 60_000)).toBe(10);
	});

	it.each([
		[400, true],
		[401, true],
		[403, true],
		[404, false],
		[429, false],
		[500, false],
	])('is mentioned in an error of status %i: %s', (status, isMentioned) => {
		const { message } = bankError({ ...aResponse({ status }), clockAhead: 600_000 }, 'testing');
		expect(message.includes("This machine's clock is 10 minutes ahead of the bank's clock")).toBe(
			isMentioned,
		);
	});
});
