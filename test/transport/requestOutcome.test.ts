import type { RequestOutcome, TppAction } from '../../lib/errors';
import { readJsonResponse } from '../../lib/responses/body';
import { isFinal } from '../../lib/responses/nextStep';
import type { HttpRequest } from '../../lib/transport/http';
import type { SentOnce } from '../../lib/transport/requestOutcome';
import type { SendOptions } from '../../lib/transport/send';
import { startBreakingProxy } from '../support/breakingProxy';
import {
	authority,
	closedPort,
	dropBody,
	encoded,
	json,
	raw,
	redirect,
	reset,
	stall,
	stallBody,
	startSilentServer,
	type Respond,
} from '../support/tlsServer';
import { aSend, aServer, closeAll, fakeTimeouts, rejection, reported, started } from './sending';

afterEach(closeAll);

const versions = ['TLSv1.2', 'TLSv1.3'] as const;
type Version = (typeof versions)[number];

/** The next step when the bank may have carried out the request. */
const nextSteps: Record<SentOnce, TppAction> = {
	registration: 'contactBank',
	registrationUpdate: 'retryLater',
	registrationDeletion: 'retryLater',
	certificate: 'contactBank',
	code: 'reauthenticate',
	refresh: 'contactBank',
	pushedRequest: 'retryLater',
	consent: 'retryLater',
	agreement: 'contactBank',
	testData: 'contactBank',
	payment: 'retryLater',
	request: 'contactBank',
};
const kinds = Object.keys(nextSteps) as SentOnce[];

const requestTo = (url: string, sentOnce: SentOnce): HttpRequest => ({
	method: 'POST',
	url,
	body: '{}',
	headers: { 'Content-Type': 'application/json' },
	sentOnce,
});

/** Sends a request of the kind and reads its response as every operation does. */
async function failed(url: string, sentOnce: SentOnce, options: Partial<SendOptions> = {}) {
	const expected = { statuses: [200, 201], operation: 'testing' };
	return await rejection(
		aSend(options)(requestTo(url, sentOnce)).then((response) =>
			readJsonResponse(response, expected),
		),
	);
}

/** Checks the error of each kind of request. */
async function expectOutcome(
	outcome: RequestOutcome,
	fail: (sentOnce: SentOnce) => Promise<{ message: string; tppAction: TppAction; details: object }>,
	action?: TppAction,
): Promise<void> {
	for (const sentOnce of kinds) {
		const { message, tppAction, details } = await fail(sentOnce);
		expect({ sentOnce, ...details }).toMatchObject({ sentOnce, requestOutcome: outcome });
		expect(/may have/.test(message)).toBe(outcome === 'unknown');
		if (outcome === 'unknown') expect(tppAction).toBe(action ?? nextSteps[sentOnce]);
		else if (action) expect(tppAction).toBe(action);
	}
}

const each = <T extends unknown[]>(rows: T[]) =>
	versions.flatMap((version) => rows.map((row) => [version, ...row] as [Version, ...T]));

const page =
	(status: number): Respond =>
	(response) =>
		response.writeHead(status, { 'content-type': 'text/html' }).end('<h1>Sorry</h1>');
const large: Respond = (response) => response.writeHead(201).end(Buffer.alloc(2_000));
const created = 'HTTP/1.1 201 Created\r\n';
const status = (code: number, body: unknown = {}, headers = {}) =>
	json(body, { status: code, headers });

describe('A request that is sent once may have been carried out (NW-35)', () => {
	it.each(
		each<[string, Respond]>([
			...[408, 500, 502, 503, 504, 507, 520].map((code): [string, Respond] => [
				`a ${code}`,
				status(code),
			]),
			...[408, 500, 502, 503, 504].map((code): [string, Respond] => [
				`a page of a gateway with ${code}`,
				page(code),
			]),
			['a 500 with server_error', status(500, { error: 'server_error' })],
			['a 503 with temporarily_unavailable', status(503, { error: 'temporarily_unavailable' })],
			['a 500 of Berlin Group', status(500, { tppMessages: [{ code: 'INTERNAL_SERVER_ERROR' }] })],
			['a 303', redirect('/elsewhere', 303)],
			['a 201 with HTML', page(201)],
			['a 201 with a list', status(201, [])],
			['a 201 over the size limit', large],
			['a 202 with JSON', status(202)],
			['a 204', (response) => void response.writeHead(204).end()],
			['a 201 whose body breaks off', dropBody],
			['a response that is not HTTP', raw('SSH-2.0-OpenSSH\r\n')],
			['half a status line', raw('HTTP/1.1 20')],
			[
				'a 101',
				raw('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'),
			],
			['a 201 with two lengths', raw(`${created}content-length: 2\r\ncontent-length: 3\r\n\r\n{}`)],
			['a 201 with a broken chunk', raw(`${created}transfer-encoding: chunked\r\n\r\nzz\r\n{}`)],
			['a 200 with broken gzip', encoded(Buffer.from('{}'), 'gzip')],
		]),
	)('over %s after %s (F-01, F-02)', async (maxVersion, _name, responder) => {
		const server = await aServer([responder], { maxVersion });
		await expectOutcome('unknown', (kind) =>
			failed(server.url(), kind, { limits: { bytes: 1_000 } }),
		);
		expect(server.requests).toHaveLength(kinds.length);
	});

	it.each(versions)('over %s after a reset by a server that knows us', async (maxVersion) => {
		const server = await aServer([json({})], { maxVersion });
		await aSend()({ method: 'GET', url: server.url() });
		server.respondWith(reset);
		await expectOutcome('unknown', (kind) => failed(server.url(), kind));
	});

	it.each(
		each([['plaintext'], ['garbage'], ['alert']] as Array<['plaintext' | 'garbage' | 'alert']>),
	)('over %s after %s on the connection (F-02)', async (maxVersion, fault) => {
		const server = await aServer([json({})], { maxVersion });
		const proxy = await started(startBreakingProxy(server.port, fault));
		const url = `https://localhost:${proxy.port}/`;
		await expectOutcome('unknown', async (kind) => {
			const send = aSend();
			proxy.work();
			await send({ method: 'GET', url });
			proxy.break();
			const error = await rejection(send(requestTo(url, kind)));
			expect(error.message).toContain('the TLS connection broke after the request was sent (ERR_');
			return error;
		});
	});

	it.each(
		each<[string, Respond]>([
			['headers', stall],
			['body', stallBody],
		]),
	)('over %s after the timeout for the %s', async (maxVersion, _part, responder) => {
		const server = await aServer([json({})], { maxVersion });
		await expectOutcome('unknown', async (kind) => {
			const { respond, sent } = reported(responder);
			server.respondWith(respond);
			fakeTimeouts();
			const failing = failed(server.url(), kind, { limits: { headers: 60, total: 70 } });
			await sent;
			jest.advanceTimersByTime(70);
			const error = await failing;
			jest.useRealTimers();
			return error;
		});
	});

	it.each(versions)('over %s when the execution is canceled', async (maxVersion) => {
		const server = await aServer([json({})], { maxVersion });
		await expectOutcome('unknown', async (kind) => {
			const { respond, sent } = reported(stall);
			server.respondWith(respond);
			const controller = new AbortController();
			const failing = failed(server.url(), kind, { signal: controller.signal });
			await sent;
			controller.abort();
			return await failing;
		});
	});

	it('when a new TLS 1.3 connection is closed without a byte; the certificate is checked first (F-03)', async () => {
		// A server that closes by itself may have sent its session tickets before, which say that it accepts the certificate.
		const server = await aServer([json({})], { maxVersion: 'TLSv1.3' });
		const proxy = await started(startBreakingProxy(server.port, 'close'));
		proxy.break();
		await expectOutcome(
			'unknown',
			async (kind) => {
				const error = await failed(`https://localhost:${proxy.port}/`, kind);
				expect(error.message).toContain('as some servers do when they reject the transport cert');
				return error;
			},
			'fixCredential',
		);
		expect(server.requests).toEqual([]);
	});
});

describe('A request that is sent once was refused (RL-19)', () => {
	it.each(
		each<[string, Respond]>([
			...[400, 401, 403, 404, 405, 406, 409, 413, 415, 422, 429, 501, 505].map(
				(code): [string, Respond] => [`a ${code}`, status(code)],
			),
			['a 503 that says when to come back', status(503, {}, { 'retry-after': '60' })],
			['a 307', redirect('/elsewhere', 307)],
			['a 400 over the size limit', (response) => response.writeHead(400).end(Buffer.alloc(2_000))],
			['a 503 with CONSENT_EXPIRED', status(503, { tppMessages: [{ code: 'CONSENT_EXPIRED' }] })],
			['a 500 with UK.OBIE.Reauthenticate', status(500, { Code: 'UK.OBIE.Reauthenticate' })],
			['a 200 with invalid_grant', status(200, { error: 'invalid_grant' })],
		]),
	)('over %s after %s', async (maxVersion, _name, responder) => {
		const server = await aServer([responder], { maxVersion });
		await expectOutcome('refused', (kind) =>
			failed(server.url(), kind, { limits: { bytes: 1_000 } }),
		);
		expect(server.requests).toHaveLength(kinds.length);
	});
});

describe('A request that is sent once was not sent', () => {
	it('where nothing listens', async () => {
		const url = `https://localhost:${closedPort}/`;
		await expectOutcome('notSent', (kind) => failed(url, kind), 'retryLater');
	});

	it('when the connection breaks during the handshake', async () => {
		const server = await started(startSilentServer((socket) => socket.destroy()));
		const url = `https://localhost:${server.port}/`;
		await expectOutcome('notSent', (kind) => failed(url, kind), 'retryLater');
	});

	it('when the timeout ends during the handshake', async () => {
		const connected: Array<() => void> = [];
		const server = await started(startSilentServer(() => connected.shift()!()));
		await expectOutcome(
			'notSent',
			async (kind) => {
				const connection = new Promise<void>((resolve) => connected.push(resolve));
				fakeTimeouts();
				const url = `https://localhost:${server.port}/`;
				const failing = failed(url, kind, { limits: { headers: 50 } });
				await connection;
				jest.advanceTimersByTime(50);
				const error = await failing;
				jest.useRealTimers();
				return error;
			},
			'retryLater',
		);
	});

	it('when the execution is canceled before or during the handshake', async () => {
		const controller = new AbortController();
		const server = await started(startSilentServer(() => controller.abort()));
		const url = `https://localhost:${server.port}/`;
		await expectOutcome(
			'notSent',
			(kind) => failed(url, kind, { signal: controller.signal }),
			'retryLater',
		);
	});

	it.each(versions)('over %s when we do not trust the server', async (maxVersion) => {
		const server = await aServer([json({})], { maxVersion });
		await expectOutcome(
			'notSent',
			(kind) => failed(server.url(), kind, { identity: {} }),
			'fixCredential',
		);
		expect(server.requests).toEqual([]);
	});

	it.each(versions)('over %s when the server refuses our certificate', async (maxVersion) => {
		const server = await aServer([json({})], { maxVersion, demandClientCertificate: true });
		const identity = { caPem: authority.certificatePem };
		await expectOutcome(
			'notSent',
			(kind) => failed(server.url(), kind, { identity }),
			'fixCredential',
		);
		expect(server.requests).toEqual([]);
	});
});

describe('A request with an idempotency key may have been carried out by an earlier attempt', () => {
	const refusals: Array<[string, Respond]> = [
		['a 400', status(400)],
		['a 429', status(429)],
		['a 503 that says when to come back', status(503, {}, { 'retry-after': '60' })],
		['a 500 with UK.OBIE.Reauthenticate', status(500, { Code: 'UK.OBIE.Reauthenticate' })],
		['a 400 over the size limit', (response) => response.writeHead(400).end(Buffer.alloc(2_000))],
	];
	const outcomeOf = async (url: string, request: object, options: Partial<SendOptions> = {}) => {
		const limits = { bytes: 1_000 };
		const sending = aSend({ limits, isFinal, ...options })({
			...requestTo(url, 'payment'),
			idempotent: true,
			...request,
		});
		const expected = { statuses: [201], operation: 'testing' };
		const error = await rejection(sending.then((response) => readJsonResponse(response, expected)));
		return { action: error.tppAction, outcome: error.details.requestOutcome };
	};
	const unknown = { action: 'retryLater', outcome: 'unknown' };

	it.each(refusals)('of the same execution, before %s', async (_name, responder) => {
		const server = await aServer([status(500), responder]);
		expect(await outcomeOf(server.url(), {})).toEqual(unknown);
		expect(server.requests).toHaveLength(2);
	});

	it('of the same execution, if each attempt is signed again', async () => {
		const server = await aServer([status(500), status(400)]);
		const renew = async () => ({ ...requestTo(server.url(), 'payment'), idempotent: true });
		expect(await outcomeOf(server.url(), { renew })).toEqual(unknown);
		expect(server.requests).toHaveLength(2);
	});

	it.each(refusals)('of an earlier execution, before %s', async (_name, responder) => {
		const server = await aServer([responder]);
		expect(await outcomeOf(server.url(), { mayHaveBeenDone: true })).toEqual(unknown);
		expect(server.requests).toHaveLength(1);
	});

	it('of an earlier execution, before nothing listens or the execution is canceled', async () => {
		const url = `https://localhost:${closedPort}/`;
		const earlier = { mayHaveBeenDone: true, idempotent: false };
		expect(await outcomeOf(url, earlier)).toEqual(unknown);
		expect(await outcomeOf(url, earlier, { signal: AbortSignal.abort() })).toEqual(unknown);
	});

	it('unless each one was refused', async () => {
		const server = await aServer([status(503, {}, { 'retry-after': '0' }), status(400)]);
		expect((await outcomeOf(server.url(), {})).outcome).toBe('refused');
		expect(server.requests).toHaveLength(2);
	});
});

it.each(versions)(
	'over %s: a request that may be sent again has no outcome to tell',
	async (maxVersion) => {
		const server = await aServer([page(502)], { maxVersion });
		const limits = { attempts: 1 };
		const response = await aSend({ limits })({ method: 'GET', url: server.url() });
		expect(() => readJsonResponse(response, { statuses: [200], operation: 'reading' })).toThrow(
			expect.objectContaining({ tppAction: 'retryLater' }),
		);
		expect(response).not.toHaveProperty('sentOnce', expect.anything());
	},
);
