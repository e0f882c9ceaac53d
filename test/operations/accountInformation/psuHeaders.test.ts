import { psuHeaders, withHeaders } from '../../../lib/operations/accountInformation/psuHeaders';
import { aSend, rejection } from '../../support/builders';

it('psuHeaders tells the bank of a PSU who is present (C-20, RL-11)', () => {
	expect(
		psuHeaders({
			ipAddress: '2001:db8::7',
			signedInAt: '2026-03-01T13:00:00+01:00',
			userAgent: 'Mozilla/5.0 (X11; Linux x86_64)',
		}),
	).toEqual({
		'x-fapi-customer-ip-address': '2001:db8::7',
		'x-fapi-auth-date': 'Sun, 01 Mar 2026 12:00:00 GMT',
		'x-customer-user-agent': 'Mozilla/5.0 (X11; Linux x86_64)',
	});
});

it('psuHeaders sends nothing about a PSU who is absent', () => {
	expect(psuHeaders({})).toEqual({});
});

it.each([
	[{ ipAddress: '203.0.113' }, '"203.0.113" is not an IP address.', 'ipAddress'],
	[{ ipAddress: 'localhost' }, '"localhost" is not an IP address.', 'ipAddress'],
	[{ userAgent: 'a\r\nb' }, 'The user agent contains characters other than ASCII.', 'userAgent'],
])('psuHeaders refuses %j', async (psu, message, key) => {
	expect(await rejection(() => psuHeaders(psu))).toEqual({
		code: 'OB_CONFIGURATION',
		message,
		field: { in: 'parameters', key },
		tppAction: 'fixRequest',
	});
});

it('withHeaders adds headers to those of a request', async () => {
	const send = aSend(() => ({}));
	const headers = { Accept: 'application/json' };
	const request = { method: 'GET', url: 'https://api.bank.example/', headers } as const;
	await withHeaders(send, { 'x-fapi-customer-ip-address': '203.0.113.7' })(request);
	expect(send.requests).toEqual([
		{ ...request, headers: { ...headers, 'x-fapi-customer-ip-address': '203.0.113.7' } },
	]);
});
