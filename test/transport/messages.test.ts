import { bankError } from '../../lib/responses/body';
import {
	addressOf,
	clockAdvice,
	measureClockAhead,
	prepareRequest,
} from '../../lib/transport/messages';
import { aResponse } from '../support/builders';
import { json } from '../support/tlsServer';
import { aSend, aServer, closeAll, get } from './sending';

afterEach(closeAll);

const url = 'https://bank.example/a';
const withHeader = (name: string, value: string) => () =>
	prepareRequest({ method: 'GET', url, headers: { [name]: value } });

it.each([
	['http://bank.example/a?token=x', 'http://bank.example/a'],
	['https://user:secret@bank.example/a', 'https://bank.example/a'],
	['https://ex ample/', 'https://ex ample/'],
	['/relative', '/relative'],
	['file:///etc/passwd', 'file:///etc/passwd'],
	['', ''],
])('The address %j is rejected', (address, shown) => {
	expect(() => prepareRequest({ method: 'GET', url: address })).toThrow(
		expect.objectContaining({
			code: 'OB_CONFIGURATION',
			message: `"${shown}" is not a complete https URL.`,
		}),
	);
});

it.each([
	'a\r\nX-Other: b',
	'a\nb',
	'a\u0000b',
	'a\u001fb',
	'a\u007fb',
	'price in €',
	' leading',
	'trailing ',
	'\ttab',
])('The header value %j is rejected, because it would not arrive unchanged (LK-18)', (value) => {
	expect(withHeader('PSU-User-Agent', value)).toThrow(
		'The header "PSU-User-Agent" contains a line break or another character that cannot be sent.',
	);
});

it.each(['', 'a b', 'a\nb', 'a:b', 'å', '(a)'])('The header name %j is rejected', (name) => {
	expect(withHeader(name, 'a')).toThrow(expect.objectContaining({ tppAction: 'fixRequest' }));
});

it.each(['', 'a', 'a b', 'a\tb', 'Øre'])('The header value %j is sent', (value) => {
	expect(withHeader('X-Some', value)().headers).toMatchObject({ 'X-Some': value });
});

it('The address is the URL without query, fragment, user name and password (LK-24)', () => {
	expect(addressOf('https://a:b@bank.example:8443/p?q=1#f')).toBe('https://bank.example:8443/p');
});

it.each([
	['eyJhbGciOiJQUzI1NiJ9.e30.a1a1a1a1a1a1a1a1a1a1', '[a text of 45 characters]'],
	['0123456789abcdef'.repeat(4), '[a text of 64 characters]'],
	['aac-fee2d8eb-ce1b-4f1e-af7f-dc8f576d53dc', 'aac-fee2d8eb-ce1b-4f1e-af7f-dc8f576d53dc'],
	[
		'domestic-standing-order-consents-of-customers',
		'domestic-standing-order-consents-of-customers',
	],
])('An address shows %s in place of an ID as %s', (id, shown) => {
	const host = 'a-long-name-of-a-host-1.sandbox.bank.example:8443';
	expect(addressOf(`https://${host}/v1/consents/${id}/status`)).toBe(
		`https://${host}/v1/consents/${shown}/status`,
	);
});

it('Only an interaction ID is added to a request', () => {
	const request = {
		method: 'POST',
		url,
		body: 'b',
		headers: { A: 'b' },
		idempotent: true,
	} as const;
	const { parsedUrl, interactionId, ...sent } = prepareRequest(request);
	expect(sent).toEqual({
		...request,
		headers: { A: 'b', 'x-fapi-interaction-id': expect.any(String) as string },
	});
	expect(parsedUrl.href).toBe(url);
	expect(sent.headers[interactionId.name]).toBe(interactionId.value);
	expect(request.headers).toEqual({ A: 'b' });
});

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
