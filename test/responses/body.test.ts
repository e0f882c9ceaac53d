import { assertStatus, readJsonLeniently, readJsonResponse } from '../../lib/responses/body';

const response = (body: string | Buffer, { status = 200, type = 'application/json' } = {}) => ({
	status,
	headers: (type ? { 'content-type': type } : {}) as Record<string, string>,
	body: Buffer.from(body as string),
	interactionId: 'id-1',
});
const read = (...args: Parameters<typeof response>) =>
	readJsonResponse(response(...args), { statuses: [200, 201], operation: 'reading accounts' });

it('The JSON object of a success is returned unchanged', () => {
	const json = { Data: { Account: [] }, Amount: '1234567890123.12345', Unknown: ['æ', null] };
	expect(read(JSON.stringify(json), { status: 201 })).toEqual(json);
});

it.each([
	['a byte order mark', '\ufeff{"a":1}'],
	['white space', ' \r\n{"a":1}\n'],
	['another content type', '{"a":1}'],
])('%s is ignored (BB-12)', (_name, body) => {
	expect(read(body, { type: 'text/plain' })).toEqual({ a: 1 });
});

it('The last of two members with the same name applies (BB-31)', () => {
	expect(read('{"Status":"A","Status":"B"}')).toEqual({ Status: 'B' });
});

it.each([
	['lists', (depth: number) => `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`],
	['objects', (depth: number) => `${'{"a":'.repeat(depth + 1)}1${'}'.repeat(depth + 1)}`],
])('%s that are nested too deeply are refused', (_name, nested) => {
	expect(JSON.stringify(read(nested(199)))).toBe(nested(199));
	expect(() => read(nested(200))).toThrow('the response body is not a JSON object');
	expect(() => read(nested(1_000_000))).toThrow('the response body is not a JSON object');
});

it('Brackets in texts are not levels', () => {
	const json = { Data: ['[{"'.repeat(300), '\\\\"[', '['.repeat(300)] };
	expect(read(JSON.stringify(json))).toEqual(json);
});

it('A member may have the name of an inherited property', () => {
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
])('%s in a success is an invalid response (BB-01, BB-03, BB-17)', (_name, body) => {
	expect(() => read(body)).toThrow(
		expect.objectContaining({
			code: 'OB_INVALID_RESPONSE',
			message:
				'The bank responded with 200 when reading accounts, but the response body is not a JSON object (content type application/json).',
			details: { httpStatus: 200, interactionId: 'id-1' },
		}),
	);
});

it('The error has the content type of a page, but not the page (BB-02)', () => {
	expect(() => read('<p>secret</p>', { type: 'text/html' })).toThrow(
		/\(content type text\/html\)\.$/,
	);
	expect(() => read('', { type: '' })).toThrow(/\(no content type\)\.$/);
	expect(() => read('', { type: 'a'.repeat(9_999) })).toThrow(/^.{1,600}$/);
});

it.each([400, 401, 404, 500, 503])('A %i is an error of the bank (BB-06, BB-08)', (status) => {
	expect(() => read('{"error":"invalid_request"}', { status })).toThrow(
		expect.objectContaining({ code: 'OB_ASPSP' }),
	);
});

it.each([204, 302])('A %i instead of the expected status is an invalid response', (status) => {
	expect(() => read('', { status })).toThrow(
		expect.objectContaining({
			code: 'OB_INVALID_RESPONSE',
			message: `The bank responded with ${status} when reading accounts. Expected: 200 or 201.`,
		}),
	);
});

it('A 204 needs no body where it is expected (BB-05)', () => {
	const deleting = { statuses: [204], operation: 'deleting' };
	expect(() => assertStatus(response('', { status: 204 }), deleting)).not.toThrow();
});

describe('The lenient reader', () => {
	it.each([
		['an error response', '{"error":"x"}', { error: 'x' }],
		['a byte order mark', '\ufeff{"a":1}', { a: 1 }],
		[
			'bytes that are not UTF-8',
			Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]),
			{ '�': 1 },
		],
		['null', 'null', {}],
		['text that is not JSON', '<html>', undefined],
		['nothing', '', undefined],
	])('reads %s', (_name, body, members) => {
		expect(readJsonLeniently(response(body, { status: 400 }))).toEqual(members);
	});
});
