import { addressOf, prepareRequest } from '../../lib/transport/messages';

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
			message: `The address "${shown}" is not a complete https URL.`,
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
