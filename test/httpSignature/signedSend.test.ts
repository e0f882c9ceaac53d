import { eika } from '../../lib/banks/eika';
import { signedRequest, signing } from '../../lib/httpSignature/signedRequest';
import { aBank, aConnection, aSend, aTpp, rejection } from '../support/builders';

const request = { method: 'GET', url: 'https://api.bank.example/v1/accounts' } as const;

it('Each attempt has an X-Request-ID and a signature of its own', async () => {
	const first = signedRequest(request, aTpp({ bank: eika }));
	const second = await first.renew!();
	expect(second.headers!['X-Request-ID']).not.toBe(first.headers!['X-Request-ID']);
	expect(second.headers!.Signature).not.toBe(first.headers!.Signature);
});

it('A signed request keeps its headers, and signs those of the PSU', async () => {
	const send = aSend(() => ({}));
	const connection = aConnection(aTpp({ bank: eika }), send);
	await signing(connection)({ ...request, headers: { 'PSU-ID': '13039319955' } });
	const { headers = {} } = send.requests[0]!;
	expect(headers['PSU-ID']).toBe('13039319955');
	expect(headers.Signature).toContain('headers="date digest x-request-id psu-id"');
});

it('A bank without signatures is named', async () => {
	expect(await rejection(() => signedRequest(request, aTpp({ bank: aBank() })))).toMatchObject({
		code: 'OB_CONFIGURATION',
		message: 'Test Bank does not use HTTP message signatures.',
	});
});
