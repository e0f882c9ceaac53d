import { assertStatus, readJsonResponse } from '../../lib/responses/body';

const answer = (body: string | Buffer, { status = 200, type = 'application/json' } = {}) => ({
	status,
	headers: (type ? { 'content-type': type } : {}) as Record<string, string>,
	body: Buffer.from(body as string),
	interactionId: 'id-1',
});
const read = (...args: Parameters<typeof answer>) =>
	readJsonResponse(answer(...args), { statuses: [200, 201], operation: 'reading accounts' });

it('A success is the JSON object in it, digit for digit and field for field', () => {
	const json = { Data: { Account: [] }, Amount: '1234567890123.12345', Unknown: ['æ', null] };
	expect(read(JSON.stringify(json), { status: 201 })).toEqual(json);
});

it.each([
	['a byte order mark', '\ufeff{"a":1}'],
	['white space', ' \r\n{"a":1}\n'],
	['another content type', '{"a":1}'],
])('%s around it does no harm', (_what, body) => {
	expect(read(body, { type: 'text/plain' })).toEqual({ a: 1 });
});

it('The last of two fields of one name counts', () => {
	expect(read('{"Status":"A","Status":"B"}')).toEqual({ Status: 'B' });
});

it('A field may be called like a part of every object, and changes none', () => {
	const json = read('{"__proto__":{"polluted":1},"constructor":2}');
	expect(Object.keys(json)).toEqual(['__proto__', 'constructor']);
	expect({}).not.toHaveProperty('polluted');
});

it.each([
	['nothing', ''],
	['a page', '<html>log in</html>'],
	['half an object', '{"Data":{"Account":[{"AccountId":"1"}'],
	['null', 'null'],
	['a list', '[]'],
	['a text', '"x"'],
	['a number', '7'],
	['bytes that are no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
	['a hundred thousand open lists', '['.repeat(100_000)],
	['NUL bytes', '\u0000{}'],
])('%s in a success is an invalid response', (_what, body) => {
	expect(() => read(body)).toThrow(
		expect.objectContaining({
			code: 'OB_INVALID_RESPONSE',
			message:
				'The bank answered 200 when reading accounts, but with application/json in place of a JSON object.',
			details: { httpStatus: 200, interactionId: 'id-1' },
		}),
	);
});

it('The content type of a page is told, and not the page', () => {
	expect(() => read('<p>secret</p>', { type: 'text/html' })).toThrow(/with text\/html in place of/);
	expect(() => read('', { type: '' })).toThrow(/with no content type in place of/);
	expect(() => read('', { type: 'a'.repeat(9_999) })).toThrow(/^.{1,600}$/);
});

it.each([400, 401, 404, 500, 503])('A %i is the bank’s refusal', (status) => {
	expect(() => read('{"error":"invalid_request"}', { status })).toThrow(
		expect.objectContaining({ code: 'OB_ASPSP' }),
	);
});

it.each([204, 302])('A %i where another status was expected is an invalid response', (status) => {
	expect(() => read('', { status })).toThrow(
		expect.objectContaining({
			code: 'OB_INVALID_RESPONSE',
			message: `The bank answered ${status} when reading accounts; expected was 200 or 201.`,
		}),
	);
});

it('A 204 needs no body where it is expected', () => {
	const deleting = { statuses: [204], operation: 'deleting' };
	expect(() => assertStatus(answer('', { status: 204 }), deleting)).not.toThrow();
});
