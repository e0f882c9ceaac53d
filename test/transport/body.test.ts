import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';

import { readJsonResponse } from '../../lib/responses/body';
import { dropBody, encoded, endlessBody, gzipBomb, json, raw } from '../support/tlsServer';
import { aSend, aServer, closeAll, get, rejection } from './sending';

afterEach(closeAll);

const text = Buffer.from('{"Data":"æ"}');
const once = { attempts: 1 };

it.each([
	['gzip', gzipSync],
	['deflate', deflateSync],
	['deflate', deflateRawSync],
	['br', brotliCompressSync],
])('A body compressed with %s is unpacked', async (encoding, compress) => {
	const server = await aServer([encoded(compress(text), encoding)]);
	expect((await aSend()(get(server.url()))).body.equals(text)).toBe(true);
});

it.each(['gzip', 'compress', 'deflate', 'br'])(
	'A body of no bytes stays empty, although its header says %s',
	async (encoding) => {
		const server = await aServer([encoded(Buffer.alloc(0), encoding)]);
		expect((await aSend()(get(server.url()))).body).toHaveLength(0);
	},
);

it('Requests accept the compressions that can be unpacked', async () => {
	const server = await aServer();
	await aSend()(get(server.url()));
	expect(server.requests[0]?.headers['accept-encoding']).toBe('gzip, compress, deflate, br');
});

it.each(['gzip', 'deflate', 'br'])(
	'A body that is not %s, although its header says so, is an error',
	async (encoding) => {
		const server = await aServer([encoded(Buffer.from('not compressed'), encoding)]);
		const error = await rejection(aSend({ limits: once })(get(server.url())));
		expect(error).toMatchObject({ code: 'OB_CONNECTION', tppAction: 'contactBank' });
		expect(error.message).toContain('the response is not valid HTTP');
	},
);

it.each([
	['gzip, gzip', gzipSync(gzipSync(text))],
	['GZIP,br', brotliCompressSync(gzipSync(text))],
	['deflate, gzip', gzipSync(deflateSync(text))],
	['br, deflate', deflateRawSync(brotliCompressSync(text))],
	['deflate, deflate, deflate', deflateSync(deflateRawSync(deflateSync(text)))],
])('A body compressed with %s is unpacked in the reverse order', async (encoding, body) => {
	const server = await aServer([encoded(body, encoding)]);
	expect((await aSend()(get(server.url()))).body.equals(text)).toBe(true);
});

it('A body compressed once is unpacked once, although a gateway has added the header again', async () => {
	const server = await aServer([encoded(gzipSync(text), 'gzip, gzip, gzip')]);
	expect((await aSend()(get(server.url()))).body.equals(text)).toBe(true);
});

it('A body of no bytes stays empty, although its header names two compressions', async () => {
	const empty = Buffer.alloc(0);
	for (const [encoding, body] of [
		['gzip, gzip', empty],
		['br, deflate', empty],
		['gzip, br', empty],
		['gzip, gzip', gzipSync(empty)],
		['br, deflate', deflateSync(brotliCompressSync(empty))],
	] as const) {
		const server = await aServer([encoded(body, encoding)]);
		expect((await aSend({ limits: once })(get(server.url()))).body).toHaveLength(0);
	}
});

it('A body compressed twice that ends too early is an error (NW-08)', async () => {
	const inner = gzipSync(Buffer.from('%PDF-1.7 '.repeat(10_000)));
	for (const body of [gzipSync(inner).subarray(0, -9), gzipSync(inner.subarray(0, -9))]) {
		const server = await aServer([encoded(body, 'gzip, gzip')]);
		const error = await rejection(aSend({ limits: once })(get(server.url())));
		expect(error.message).toContain('(Z_BUF_ERROR)');
	}
});

it.each([
	['compressed four times', encoded(gzipSync(text), 'gzip, gzip, gzip, gzip')],
	['with an unknown compression beside a known one', encoded(gzipSync(text), 'gzip, constructor')],
	['with an unknown compression', encoded(text.subarray(3), 'compress-all')],
])('A body %s is not read as JSON (BB-13)', async (_name, responder) => {
	const server = await aServer([responder]);
	const response = await aSend()(get(server.url()));
	expect(() => readJsonResponse(response, { statuses: [200], operation: 'reading' })).toThrow(
		expect.objectContaining({ code: 'OB_INVALID_RESPONSE' }),
	);
});

describe('The size limit', () => {
	const limits = { bytes: 50_000 };
	const tooLarge = {
		code: 'OB_INVALID_RESPONSE',
		message: "The bank's response is larger than 50000 bytes.",
		details: { httpStatus: 200 },
	};

	it('accepts a body of exactly that size', async () => {
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
	])(
		'rejects %s at the first attempt and closes the connection (BB-13, BB-18)',
		async (_name, responder) => {
			const server = await aServer([responder]);
			expect(await rejection(aSend({ limits })(get(server.url())))).toMatchObject(tooLarge);
			await server.idle();
			expect(server.requests).toHaveLength(1);
		},
	);

	it.each([
		['to many megabytes', gzipSync(gzipSync(Buffer.alloc(50_000_000)))],
		// An empty body has a header and a checksum.
		['to many megabytes and then to nothing', gzipSync(Buffer.alloc(5_000_000, gzipSync('')))],
	])('rejects a body that unpacks twice: %s', async (_, body) => {
		const server = await aServer([encoded(body, 'gzip, gzip')]);
		expect(await rejection(aSend({ limits })(get(server.url())))).toMatchObject(tooLarge);
		expect(server.requests).toHaveLength(1);
	});

	it('applies to headers, too', async () => {
		const server = await aServer([raw(`HTTP/1.1 200 OK\r\nx: ${'a'.repeat(1_000_000)}\r\n\r\n`)]);
		const error = await rejection(aSend({ limits: once })(get(server.url())));
		expect(error.message).toContain('the response is not valid HTTP (HPE_HEADER_OVERFLOW)');
	});
});

describe('A body of another length than announced', () => {
	it.each([
		['breaks off', dropBody],
		['is shorter than its Content-Length', raw('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{}')],
		[
			'lacks its last chunk',
			raw('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n'),
		],
	])('that %s is an error; a GET is retried (NW-07, NW-08)', async (_name, responder) => {
		const server = await aServer([responder]);
		const error = await rejection(aSend({ limits: { attempts: 2 } })(get(server.url())));
		expect(error.message).toContain(
			'after 2 attempts: the connection was closed before the response was complete',
		);
	});

	const long = Buffer.from('%PDF-1.7 '.repeat(10_000));

	it.each([
		['gzip', gzipSync(long)],
		['deflate', deflateSync(long)],
		['deflate', deflateRawSync(long)],
		['br', brotliCompressSync(long)],
	])(
		'in which %s ends too early is an error, although the message is complete; a GET is retried (NW-08)',
		async (encoding, compressed) => {
			for (const bytes of [1, compressed.length >> 1, compressed.length - 1]) {
				const server = await aServer([encoded(compressed.subarray(0, bytes), encoding)]);
				const error = await rejection(aSend({ limits: { attempts: 2 } })(get(server.url())));
				expect(error).toMatchObject({ code: 'OB_CONNECTION', tppAction: 'retryLater' });
				expect(error.message).toContain(
					'after 2 attempts: the compressed body of the response ends too early (Z_BUF_ERROR)',
				);
			}
		},
	);

	it.each([
		['gzip', gzipSync(text).subarray(0, -8)],
		['deflate', deflateSync(text).subarray(0, -4)],
	])(
		'in which %s ends without its checksum is kept as the response to a POST (NW-08)',
		async (encoding, compressed) => {
			const server = await aServer([encoded(compressed, encoding)]);
			const { body } = await aSend()({ method: 'POST', url: server.url(), body: '{}' });
			expect(body.equals(text)).toBe(true);
		},
	);

	it('that is longer leaves no bytes for the next request', async () => {
		const head = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n';
		const server = await aServer([raw(`${head}{}${head}[]`), json({ second: true })]);
		const send = aSend();
		expect((await send(get(server.url()))).body.toString()).toBe('{}');
		expect((await send(get(server.url()))).body.toString()).toBe('{"second":true}');
		expect(server.connections).toBe(2);
	});
});

it('A response that is not HTTP is an error without a retry', async () => {
	const server = await aServer([raw('SSH-2.0-OpenSSH\r\n')]);
	const error = await rejection(aSend()(get(server.url())));
	expect(error.message).toContain('the response is not valid HTTP (HPE_INVALID_CONSTANT)');
	expect(server.requests).toHaveLength(1);
});
