import { isFinal } from '../../lib/responses/nextStep';
import type { HttpRequest } from '../../lib/transport/http';
import { json, raw, redirect, refuse, reset, stall, stallBody } from '../support/tlsServer';
import { aSend, aServer, closeAll, fakeTimeouts, get, post, rejection, reported } from './sending';

afterEach(closeAll);

describe('A request', () => {
	it('arrives unchanged: method, path, query, headers and body', async () => {
		const server = await aServer();
		await aSend()({
			method: 'PUT',
			url: server.url('/register/a%2Fb?scope=a%20b&scope=c'),
			headers: { 'Content-Type': 'application/jwt', 'X-Idempotency-Key': 'ab c' },
			body: 'eyJ.æøå',
		});
		expect(server.requests[0]).toMatchObject({
			method: 'PUT',
			url: '/register/a%2Fb?scope=a%20b&scope=c',
			body: 'eyJ.æøå',
			headers: {
				'content-type': 'application/jwt',
				'x-idempotency-key': 'ab c',
				'content-length': '10',
				'user-agent': 'n8n-nodes-open-banking',
			},
		});
	});

	it('gets no content type by default', async () => {
		const server = await aServer();
		await aSend()({ method: 'POST', url: server.url(), body: 'text' });
		await aSend()({ method: 'POST', url: server.url() });
		for (const { headers } of server.requests) expect(headers).not.toHaveProperty('content-type');
		expect(server.requests[1]?.headers).toMatchObject({ 'content-length': '0' });
	});

	it('may be a DELETE without a body and a response of 204 (BB-05)', async () => {
		const server = await aServer([(response) => response.writeHead(204).end()]);
		const { status, body } = await aSend()({ method: 'DELETE', url: server.url() });
		expect({ status, body: body.toString() }).toEqual({ status: 204, body: '' });
	});
});

describe('A response', () => {
	it('has status, lower-case headers and bytes', async () => {
		const server = await aServer([
			json({ Data: 'å' }, { status: 418, headers: { 'X-Some': 'A' } }),
		]);
		const response = await aSend()(get(server.url('/a')));
		expect(response.status).toBe(418);
		expect(response.headers['x-some']).toBe('A');
		expect(response.body.equals(Buffer.from('{"Data":"å"}'))).toBe(true);
	});

	it.each([301, 302, 303, 307, 308])(
		'of %i is not followed (NW-27, NW-29, NW-30, LK-20)',
		async (status) => {
			const elsewhere = await aServer();
			const server = await aServer([redirect(elsewhere.url('/stolen'), status)]);
			const response = await aSend()(get(server.url(), { Authorization: 'Bearer x' }));
			expect(response.status).toBe(status);
			expect(elsewhere.connections).toBe(0);
		},
	);

	it('is not the 100 or 103 before it (NW-31)', async () => {
		const early = 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: a\r\n\r\n';
		const server = await aServer([raw(`${early}HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}`)]);
		expect(await aSend()(get(server.url()))).toMatchObject({
			status: 200,
			headers: { 'content-length': '2' },
		});
	});

	it.each([
		['an Upgrade header', 'Upgrade: h2c\r\nConnection: Upgrade\r\n\r\n'],
		['an Upgrade header and more bytes', 'Upgrade: h2c\r\nConnection: Upgrade\r\n\r\n{}'],
		['no Upgrade header', 'Connection: close\r\n\r\n'],
	])('is a 101 with %s at once, and its connection is not reused', async (_name, rest) => {
		const server = await aServer([raw(`HTTP/1.1 101 Switching Protocols\r\n${rest}`), json({})]);
		const send = aSend();
		expect((await send(get(server.url()))).status).toBe(101);
		expect((await send(get(server.url()))).status).toBe(200);
		expect(server).toMatchObject({ connections: 2, requests: { length: 2 } });
	});
});

describe('Attempts', () => {
	it.each([408, 429, 500, 502, 503, 504])(
		'continue after a %i to a GET (NW-09, NW-13)',
		async (status) => {
			const server = await aServer([refuse(status, { 'retry-after': '0' }), json({})]);
			expect(await aSend()(get(server.url()))).toMatchObject({ status: 200 });
			expect(server.requests).toHaveLength(2);
		},
	);

	it.each([400, 401, 403, 404, 405, 406, 409, 413, 415, 422, 501])(
		'end with a %i (NW-11, NW-12, RL-09)',
		async (status) => {
			const server = await aServer([refuse(status)]);
			expect(await aSend()(get(server.url()))).toMatchObject({ status });
			expect(server.requests).toHaveLength(1);
		},
	);

	it('end with the last response', async () => {
		const server = await aServer(
			[502, 503, 504].map((status) => refuse(status, { 'retry-after': '0' })),
		);
		expect(await aSend()(get(server.url()))).toMatchObject({ status: 504 });
		expect(server.requests).toHaveLength(3);
	});

	it('end with the last failure and their number (NW-36)', async () => {
		const server = await aServer([refuse(503, { 'retry-after': '0' }), reset]);
		const error = await rejection(aSend({ limits: { attempts: 3 } })(get(server.url())));
		expect(error.message).toContain('after 3 attempts: the connection was closed');
		expect(server.requests).toHaveLength(3);
	});

	it('are one when the limit is one (NW-17)', async () => {
		const server = await aServer([refuse(503, { 'retry-after': '0' })]);
		await aSend({ limits: { attempts: 1 } })(get(server.url()));
		expect(server.requests).toHaveLength(1);
	});

	it.each([
		['a POST', post, undefined],
		['a registration', post, false],
	])('of %s are never more than one', async (_name, request, idempotent) => {
		for (const responder of [refuse(503, { 'retry-after': '0' }), refuse(429), reset]) {
			const server = await aServer([responder]);
			await aSend()({ ...request(server.url()), idempotent }).catch(() => undefined);
			expect(server.requests).toHaveLength(1);
		}
	});

	it('of a POST with an idempotency key have the same key, interaction ID and bytes (NW-15)', async () => {
		const server = await aServer([refuse(503, { 'retry-after': '0' }), reset, json({})]);
		const headers = { 'x-idempotency-key': 'k-1' };
		const request = {
			method: 'POST',
			url: server.url(),
			body: '{"å":1}',
			headers,
			idempotent: true,
		} as const;
		expect(await aSend()(request)).toMatchObject({ status: 200 });
		expect(server.requests).toHaveLength(3);
		const sent = server.requests.map(({ body, headers }) => [
			body,
			headers['x-idempotency-key'],
			headers['x-fapi-interaction-id'],
		]);
		expect(sent[1]).toEqual(sent[0]);
		expect(sent[2]).toEqual(sent[0]);
	});

	it('end with a reason that the bank names, whatever the status (F-20)', async () => {
		const body = { tppMessages: [{ code: 'CONSENT_EXPIRED' }] };
		const server = await aServer([json(body, { status: 503, headers: { 'retry-after': '0' } })]);
		await aSend({ isFinal })(get(server.url()));
		expect(server.requests).toHaveLength(1);
		server.respondWith(refuse(503, { 'retry-after': '0' }), json({}));
		expect(await aSend({ isFinal })(get(server.url()))).toMatchObject({ status: 200 });
	});

	it.each([refuse(500), refuse(502), refuse(503), refuse(504)])(
		'of a request that is built again for each attempt have the same interaction ID (F-21)',
		async (responder) => {
			const server = await aServer([responder, responder, json({})]);
			const bodies = ['second', 'third', 'fourth'];
			const request = (body: string): HttpRequest => ({
				...post(server.url(), body),
				idempotent: true,
				renew: async () => request(bodies.shift()!),
			});
			expect(await aSend()(request('first'))).toMatchObject({ status: 200 });
			expect(server.requests.map(({ body }) => body)).toEqual(['first', 'second', 'third']);
			const ids = server.requests.map(({ headers }) => headers['x-fapi-interaction-id']);
			expect(new Set(ids).size).toBe(1);
		},
	);

	it('of a request that is built again for each attempt wait for Retry-After (RL-15)', async () => {
		const server = await aServer([refuse(429, { 'retry-after': '0' }), json({})]);
		const request: HttpRequest = {
			...post(server.url(), 'first'),
			idempotent: true,
			renew: async () => ({ ...post(server.url(), 'second'), idempotent: true }),
		};
		expect(await aSend()(request)).toMatchObject({ status: 200 });
		expect(server.requests.map(({ body }) => body)).toEqual(['first', 'second']);
	});

	it('end when the bank asks for a longer wait than the limit (RL-18)', async () => {
		const server = await aServer([refuse(429, { 'retry-after': '86400' })]);
		const response = await aSend()(get(server.url()));
		expect(response).toMatchObject({ status: 429, headers: { 'retry-after': '86400' } });
		expect(server.requests).toHaveLength(1);
	});

	it('fail fast after an outage has used the budget of all requests (NW-19)', async () => {
		const server = await aServer([refuse(503, { 'retry-after': '0' })]);
		const send = aSend();
		const attempts: number[] = [];
		for (let item = 0; item < 15; item++) {
			const before = server.requests.length;
			await send(get(server.url()));
			attempts.push(server.requests.length - before);
		}
		expect(attempts).toEqual([3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 1, 1, 1, 1, 1]);
	});
});

describe('A pooled connection that the bank closed', () => {
	const pooled = async (...responders: Parameters<typeof aServer>[0] & object) => {
		const server = await aServer([json({})]);
		const send = aSend({ limits: { attempts: 1 } });
		await send(get(server.url()));
		server.respondWith(...responders);
		return { server, send };
	};

	it('is replaced at once, even with a limit of one attempt (NW-02)', async () => {
		const { server, send } = await pooled(reset, json({}));
		expect(await send(get(server.url()))).toMatchObject({ status: 200 });
		expect(server.requests).toHaveLength(3);
		expect(server.connections).toBe(2);
	});

	it('is replaced once only (NW-03)', async () => {
		const { server, send } = await pooled(reset);
		expect((await rejection(send(get(server.url())))).message).toContain('after 2 attempts');
		expect(server.requests).toHaveLength(3);
	});

	it('is not replaced for a POST, whose outcome is unknown (NW-35, NW-14)', async () => {
		const { server, send } = await pooled(reset);
		const error = await rejection(send(post(server.url())));
		expect(error.message).toContain('The bank may have processed the request');
		expect(server.requests).toHaveLength(2);
	});
});

describe('A timeout', () => {
	it('ends a request whose headers do not arrive (NW-26)', async () => {
		const { respond, sent } = reported(stall);
		const server = await aServer([respond]);
		fakeTimeouts();
		const send = aSend({ limits: { headers: 50, attempts: 1 } });
		const sending = rejection(send(get(server.url())));
		await sent;
		jest.advanceTimersByTime(50);
		const error = await sending;
		expect(error).toMatchObject({ code: 'OB_CONNECTION', tppAction: 'retryLater' });
		expect(error.message).toContain('did not respond in time (HEADERS_TIMEOUT)');
		await server.idle();
	});

	it.each([get, post])('ends a request whose body stalls (NW-06)', async (request) => {
		const { respond, sent } = reported(stallBody);
		const server = await aServer([respond]);
		fakeTimeouts();
		const sending = rejection(
			aSend({ limits: { total: 150, headers: 1_000 } })(request(server.url())),
		);
		await sent;
		jest.advanceTimersByTime(150);
		expect((await sending).message).toContain('(TOTAL_TIMEOUT)');
		await server.idle();
	});

	it('applies to all attempts together (NW-20)', async () => {
		const { respond, sent } = reported(stall);
		const server = await aServer([refuse(503, { 'retry-after': '0' }), respond]);
		fakeTimeouts();
		const limits = { total: 150, attempts: 100 };
		const sending = rejection(aSend({ limits })(get(server.url())));
		await sent;
		jest.advanceTimersByTime(150);
		expect((await sending).message).toContain(
			'after 2 attempts: the server did not respond in time (TOTAL_TIMEOUT)',
		);
	});
});

describe('the cancel signal', () => {
	const stopped = { code: 'OB_CONNECTION', message: 'The execution was canceled.' };

	it('aborted before a request prevents it', async () => {
		const server = await aServer();
		const send = aSend({ signal: AbortSignal.abort() });
		expect(await rejection(send(get(server.url())))).toMatchObject(stopped);
		expect(server.connections).toBe(0);
	});

	it.each([
		['waits for headers', stall],
		['reads a body', stallBody],
	])('ends a request that %s, and its connection', async (_name, responder) => {
		const cancel = new AbortController();
		const server = await aServer([
			(response, request) => {
				responder(response, request);
				setImmediate(() => cancel.abort());
			},
		]);
		const send = aSend({ signal: cancel.signal });
		expect(await rejection(send(get(server.url())))).toMatchObject(stopped);
		await server.idle();
		expect(server.requests).toHaveLength(1);
	});

	it('lets a request complete that may bring tokens', async () => {
		const cancel = new AbortController();
		const server = await aServer([
			(response) => {
				cancel.abort();
				setImmediate(() => response.end('{}'));
			},
		]);
		const send = aSend({ signal: cancel.signal });
		const response = await send({ ...post(server.url()), mustComplete: true });
		expect(response.status).toBe(200);
	});

	it('ends a request that may bring tokens when it does not complete within a moment (F-17)', async () => {
		const cancel = new AbortController();
		const { respond, sent } = reported(stall);
		const server = await aServer([respond]);
		fakeTimeouts();
		const send = aSend({ signal: cancel.signal });
		const sending = rejection(send({ ...post(server.url()), mustComplete: true }));
		await sent;
		cancel.abort();
		jest.advanceTimersByTime(900);
		expect((await sending).message).toContain('The execution was canceled.');
		await server.idle();
	});

	it('ends the wait before a retry, and nothing more is sent (NW-21, RL-17)', async () => {
		const cancel = new AbortController();
		const server = await aServer([refuse(503, { 'retry-after': '3' })]);
		const waiting = secondListener(cancel.signal);
		const sending = rejection(aSend({ signal: cancel.signal })(get(server.url())));
		await waiting;
		cancel.abort();
		expect(await sending).toMatchObject(stopped);
		expect(server.requests).toHaveLength(1);
	});
});

/** Resolves when the signal gets its second listener: the first belongs to the attempt, the second to the wait after it. */
function secondListener(signal: AbortSignal): Promise<void> {
	const add = signal.addEventListener.bind(signal) as (...args: unknown[]) => void;
	return new Promise((resolve) => {
		const spy = jest.spyOn(signal, 'addEventListener').mockImplementation((...args: unknown[]) => {
			add(...args);
			if (spy.mock.calls.length === 2) resolve();
		});
	});
}
