import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';

import { readJsonResponse } from '../../lib/responses/body';
import { dropBody, encoded, endlessBody, gzipBomb, json, raw } from '../support/tlsServer';
import { aSend, aServer, closeAll, get, rejection } from './sending';

afterEach(closeAll);

const text = Buffer.from('{"Data":"æ"}');
const once = { tries: 1 };

it.each([
	['gzip', gzipSync],
	['deflate', deflateSync],
	['deflate', deflateRawSync],
	['br', brotliCompressSync],
])('A body compressed with %s is unpacked', async (encoding, compress) => {
	const server = await aServer([encoded(compress(text), encoding)]);
	expect((await aSend()(get(server.url()))).body.equals(text)).toBe(true);
});

it('Only compressions that can be unpacked are asked for', async () => {
	const server = await aServer();
	await aSend()(get(server.url()));
	expect(server.requests[0]?.headers['accept-encoding']).toBe('gzip, compress, deflate, br');
});

it.each(['gzip', 'deflate', 'br'])(
	'A body that only calls itself %s is an error',
	async (encoding) => {
		const server = await aServer([encoded(Buffer.from('not compressed'), encoding)]);
		const error = await rejection(aSend({ limits: once })(get(server.url())));
		expect(error).toMatchObject({ code: 'OB_CONNECTION', tppAction: 'contactBank' });
		expect(error.message).toContain('its answer is not readable HTTP');
	},
);

it.each([
	['compressed twice', encoded(gzipSync(gzipSync(text)), 'gzip, gzip')],
	['compressed in an unknown way', encoded(text.subarray(3), 'compress-all')],
	['whose compressed form breaks off', encoded(gzipSync(text).subarray(0, 16), 'gzip')],
])('A body %s is not taken for JSON', async (_what, answer) => {
	const server = await aServer([answer]);
	const response = await aSend()(get(server.url()));
	expect(() => readJsonResponse(response, { statuses: [200], operation: 'reading' })).toThrow(
		expect.objectContaining({ code: 'OB_INVALID_RESPONSE' }),
	);
});

describe('the limit of size', () => {
	const limits = { bytes: 50_000 };
	const tooLarge = {
		code: 'OB_INVALID_RESPONSE',
		message: "The bank's answer is larger than 50000 bytes.",
		details: { httpStatus: 200 },
	};

	it('lets a body of just that size pass', async () => {
		const server = await aServer([(response) => response.end(Buffer.alloc(50_000))]);
		expect((await aSend({ limits })(get(server.url()))).body).toHaveLength(50_000);
	});

	it.each([
		[
			'one byte more',
			(response: { end(body: Buffer): unknown }) => void response.end(Buffer.alloc(50_001)),
		],
		['an endless body', endlessBody],
		['a small body that unpacks to many megabytes', gzipBomb(50_000_000)],
	])('refuses %s once, and closes the connection', async (_what, answer) => {
		const server = await aServer([answer]);
		expect(await rejection(aSend({ limits })(get(server.url())))).toMatchObject(tooLarge);
		await server.idle();
		expect(server.requests).toHaveLength(1);
	});

	it('holds for headers too', async () => {
		const server = await aServer([raw(`HTTP/1.1 200 OK\r\nx: ${'a'.repeat(1_000_000)}\r\n\r\n`)]);
		const error = await rejection(aSend({ limits: once })(get(server.url())));
		expect(error.message).toContain('its answer is not readable HTTP (HPE_HEADER_OVERFLOW)');
	});
});

describe('a body that is not as long as announced', () => {
	it.each([
		['breaks off', dropBody],
		['is shorter than its Content-Length', raw('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{}')],
		[
			'lacks its last chunk',
			raw('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n'),
		],
	])('because it %s is an error, tried again for a GET', async (_what, answer) => {
		const server = await aServer([answer]);
		const error = await rejection(aSend({ limits: { tries: 2 } })(get(server.url())));
		expect(error.message).toContain(
			'after 2 tries: the connection was closed before the answer was complete',
		);
	});

	it('but longer gives the next request none of its bytes', async () => {
		const answer = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n';
		const server = await aServer([raw(`${answer}{}${answer}[]`), json({ second: true })]);
		const send = aSend();
		expect((await send(get(server.url()))).body.toString()).toBe('{}');
		expect((await send(get(server.url()))).body.toString()).toBe('{"second":true}');
		expect(server.connections).toBe(2);
	});
});

it('An answer that is not HTTP is an error, and tried once', async () => {
	const server = await aServer([raw('SSH-2.0-OpenSSH\r\n')]);
	const error = await rejection(aSend()(get(server.url())));
	expect(error.message).toContain('its answer is not readable HTTP (HPE_INVALID_CONSTANT)');
	expect(server.requests).toHaveLength(1);
});
