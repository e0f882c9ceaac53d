import { Gate, gateOfHost, maxConcurrency, type Leave } from '../../lib/transport/concurrency';
import { defaultLimits } from '../../lib/transport/http';
import { json, refuse, stall, type TlsServer } from '../support/tlsServer';
import { aSend, aServer, closeAll, fakeTimeouts, get, rejection, reported } from './sending';

afterEach(closeAll);

const congested = { isCongested: true };
const responded = { isCongested: false };

/** Lets as many requests in as the gate allows at once. */
async function enterAll(gate: Gate, requests: number, allowed?: number) {
	const entered: Leave[] = [];
	for (let request = 0; request < requests; request++) {
		void gate.enter(undefined, false, allowed).then((leave) => entered.push(leave));
	}
	await settled();
	return entered;
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

/** Returns how many requests the gate lets in at once. */
async function boundOf(gate: Gate, allowed?: number): Promise<number> {
	const entered = await enterAll(gate, 100, allowed);
	const bound = entered.length;
	// Ends the requests that were waiting, too.
	for (let left = 0; left < 100; left++) {
		entered[left]!(responded);
		await settled();
	}
	return bound;
}

describe('a gate', () => {
	it('lets requests in up to its bound, and one more for each that leaves', async () => {
		const entered = await enterAll(new Gate(3), 10);
		expect(entered).toHaveLength(3);
		entered[0]!();
		entered[0]!();
		await settled();
		expect(entered).toHaveLength(4);
	});

	it('starts waiting requests in the order of their arrival', async () => {
		const gate = new Gate(1);
		const first = await gate.enter();
		const order: number[] = [];
		const later = [1, 2, 3].map(async (number) => {
			const leave = await gate.enter();
			order.push(number);
			leave();
		});
		first();
		await Promise.all(later);
		expect(order).toEqual([1, 2, 3]);
	});

	it('starts urgent requests before those that wait longer', async () => {
		const gate = new Gate(1);
		const first = await gate.enter();
		const order: string[] = [];
		const later = [false, false, true].map(async (isUrgent) => {
			const leave = await gate.enter(undefined, isUrgent);
			order.push(isUrgent ? 'urgent' : 'other');
			leave();
		});
		first();
		await Promise.all(later);
		expect(order).toEqual(['urgent', 'other', 'other']);
	});

	it('halves the bound once for all requests that ran when the bank became congested', async () => {
		const gate = new Gate(16);
		const entered = await enterAll(gate, 16);
		for (const leave of entered) leave(congested);
		// Eight may run, and not one of them has ended.
		expect(await enterAll(gate, 16)).toHaveLength(8);
	});

	it('starts from the requests that run, not from a bound that is never reached', async () => {
		const gate = new Gate(32);
		const entered = await enterAll(gate, 4);
		for (const leave of entered) leave(congested);
		expect(await enterAll(gate, 16)).toHaveLength(2);
	});

	it('keeps a bound of one, however often the bank is congested', async () => {
		const gate = new Gate(4);
		for (let round = 0; round < 5; round++) (await gate.enter())(congested);
		expect(await enterAll(gate, 4)).toHaveLength(1);
	});

	it('recovers: the bound grows back to its maximum', async () => {
		const gate = new Gate(8);
		for (const leave of await enterAll(gate, 8)) leave(congested);
		expect(await boundOf(gate)).toBeLessThan(8);
		expect(await boundOf(gate)).toBe(8);
	});

	it('does not recover through requests that were never sent', async () => {
		const gate = new Gate(8);
		for (const leave of await enterAll(gate, 8)) leave(congested);
		for (let request = 0; request < 100; request++) (await gate.enter())();
		expect(await boundOf(gate)).toBe(4);
	});

	it('starts nothing during the pause that the bank asked for', async () => {
		fakeTimeouts();
		const gate = new Gate(4);
		(await gate.enter())({ isCongested: true, pause: 1000 });
		const entered = await enterAll(gate, 4);
		expect(entered).toHaveLength(0);
		jest.advanceTimersByTime(1000);
		await settled();
		expect(entered).toHaveLength(1);
	});

	it('starts what waits when the pause ends while the clock is read', async () => {
		fakeTimeouts();
		const gate = new Gate(4);
		(await gate.enter())({ isCongested: true, pause: 1000 });
		const entered = await enterAll(gate, 1);
		// Timers of Node may end a millisecond early.
		const end = Date.now() + 1000;
		jest.advanceTimersByTime(999);
		const clock = jest
			.spyOn(Date, 'now')
			.mockReturnValue(end)
			.mockReturnValueOnce(end - 1);
		jest.runOnlyPendingTimers();
		clock.mockRestore();
		jest.runOnlyPendingTimers();
		await settled();
		expect(entered).toHaveLength(1);
	});

	it('drops a waiting request that is canceled, and lets the next one in', async () => {
		const gate = new Gate(1);
		const leave = await gate.enter();
		const cancel = new AbortController();
		const canceled = gate.enter(cancel.signal);
		const next = gate.enter();
		cancel.abort();
		await expect(canceled).rejects.toBe(cancel.signal.reason);
		leave();
		expect(await next).toBeInstanceOf(Function);
	});

	it('without requests forgets after a minute that the bank was congested', async () => {
		fakeTimeouts();
		const gate = new Gate(8);
		for (const leave of await enterAll(gate, 8)) leave(congested);
		jest.setSystemTime(Date.now() + 59_000);
		const [leave] = await enterAll(gate, 1);
		leave!();
		expect(await boundOf(gate)).toBeLessThan(8);
		jest.setSystemTime(Date.now() + 2000);
		expect(await boundOf(gate)).toBe(8);
	});

	it('of a host is shared by all executions', () => {
		expect(gateOfHost('bank.example')).toBe(gateOfHost('bank.example'));
		expect(gateOfHost('bank.example')).not.toBe(gateOfHost('other.example'));
	});

	it('of a host allows no more than a process may', async () => {
		expect(await boundOf(gateOfHost('generous.example'))).toBe(maxConcurrency);
	});

	describe('with requests whose bank allows fewer', () => {
		it('lets in no more than that', async () => {
			expect(await boundOf(new Gate(8), 2)).toBe(2);
			expect(await boundOf(new Gate(8), 100)).toBe(8);
		});

		it('holds back requests with a larger number too, until those have left', async () => {
			const gate = new Gate(8);
			const [strict] = await enterAll(gate, 1, 2);
			const others = await enterAll(gate, 10);
			expect(others).toHaveLength(1);
			strict!();
			await settled();
			expect(others).toHaveLength(8);
		});

		it('lets them wait while more requests than that run', async () => {
			const gate = new Gate(8);
			const others = await enterAll(gate, 3);
			const strict = await enterAll(gate, 1, 2);
			others[0]!();
			await settled();
			expect(strict).toHaveLength(0);
			others[1]!();
			await settled();
			expect(strict).toHaveLength(1);
		});

		it('forgets a number when its last request is canceled while it waits', async () => {
			const gate = new Gate(8);
			const others = await enterAll(gate, 3);
			const cancel = new AbortController();
			const canceled = gate.enter(cancel.signal, false, 2);
			const later = await enterAll(gate, 10);
			expect(later).toHaveLength(0);
			cancel.abort(new Error('Stop'));
			await expect(canceled).rejects.toThrow('Stop');
			await settled();
			expect(others.length + later.length).toBe(8);
		});
	});
});

describe('requests of one execution', () => {
	const manyRequests = (count: number) => Array.from({ length: count }, (_, index) => index);

	it.each([2, 5])(
		'open %i connections at most, and all get their response',
		async (concurrency) => {
			const server = await aServer();
			const send = aSend({ concurrency });
			const statuses = await Promise.all(
				manyRequests(20).map(async () => (await send(get(server.url()))).status),
			);
			expect(statuses).toEqual(manyRequests(20).map(() => 200));
			expect(server.handshakes).toBe(concurrency);
		},
	);

	it('of several executions open no more connections than one process may', async () => {
		const server = await aServer();
		const sends = manyRequests(4).map(() => aSend({ concurrency: 16 }));
		await Promise.all(sends.flatMap((send) => manyRequests(20).map(() => send(get(server.url())))));
		expect(server.requests).toHaveLength(80);
		expect(server.handshakes).toBeLessThanOrEqual(maxConcurrency);
	});

	it('of several executions open no more connections than the bank allows', async () => {
		const server = await aServer();
		const sends = manyRequests(3).map(() => aSend({ concurrency: 16, processConcurrency: 2 }));
		await Promise.all(sends.flatMap((send) => manyRequests(20).map(() => send(get(server.url())))));
		expect(server.requests).toHaveLength(60);
		expect(server.handshakes).toBe(2);
	});

	it('of two credentials open no more connections than the stricter of both profiles allows', async () => {
		const server = await aServer();
		const sends = [2, 5].map((processConcurrency) => aSend({ processConcurrency }));
		await Promise.all(sends.flatMap((send) => manyRequests(20).map(() => send(get(server.url())))));
		expect(server.requests).toHaveLength(40);
		expect(server.handshakes).toBe(2);
	});

	it('that wait behind others do not lose time of their own timeout', async () => {
		const server = await aServer();
		const send = aSend({ concurrency: 1, limits: { total: 1000 } });
		fakeTimeouts();
		const sending = manyRequests(5).map(async () => {
			const { status } = await send(get(server.url()));
			jest.setSystemTime(Date.now() + 900);
			return status;
		});
		expect(await Promise.all(sending)).toEqual([200, 200, 200, 200, 200]);
	});

	it('that are canceled while they wait are not sent', async () => {
		const cancel = new AbortController();
		const server = await aServer([
			(response) => {
				cancel.abort();
				response.end();
			},
		]);
		const send = aSend({ concurrency: 1, signal: cancel.signal });
		const failures = await Promise.all(
			manyRequests(3).map(() => rejection(send(get(server.url())))),
		);
		expect(failures.map(({ message }) => message)).toEqual(
			manyRequests(3).map(() => 'The execution was canceled.'),
		);
		expect(server.requests).toHaveLength(1);
	});

	it('that are canceled do not lower the bound of others', async () => {
		const cancel = new AbortController();
		const { respond, sent } = reported(stall);
		const server = await aServer([respond, json({})]);
		const canceled = rejection(aSend({ signal: cancel.signal })(get(server.url())));
		await sent;
		cancel.abort();
		await canceled;
		await Promise.all(manyRequests(8).map(() => aSend()(get(server.url()))));
		expect(server.handshakes).toBe(9);
	});

	it('all wait when the bank asks one of them to', async () => {
		const { respond, sent } = reported(refuse(429, { 'retry-after': '1' }));
		const server = await aServer([respond, json({})]);
		const send = aSend();
		fakeTimeouts();
		const first = send(get(server.url()));
		await sent;
		while (jest.getTimerCount() > 1) await settled();
		const second = send(get(server.url()));
		await settled();
		expect(server.requests).toHaveLength(1);
		jest.advanceTimersByTime(1000);
		expect([(await first).status, (await second).status]).toEqual([200, 200]);
		expect(server.requests).toHaveLength(3);
	});
});

describe('A bank that hangs', () => {
	/** Lets the requests time out as soon as the bank has received this many. */
	async function timeOutAfter(server: TlsServer, requests: number) {
		while (server.requests.length < requests) await settled();
		jest.advanceTimersByTime(defaultLimits.headers);
	}

	it('gets three rounds of requests, each half as large, and the rest of the run fails', async () => {
		const server = await aServer([stall]);
		const send = aSend({ concurrency: 4 });
		fakeTimeouts();
		const failures = Promise.all(
			Array.from({ length: 40 }, () => rejection(send(get(server.url('/accounts'))))),
		);
		for (const requests of [4, 4 + 2, 4 + 2 + 1]) await timeOutAfter(server, requests);
		const last = (await failures).at(-1);
		expect(server.requests).toHaveLength(7);
		expect(last).toMatchObject({ code: 'OB_CONNECTION', details: { tppAction: 'retryLater' } });
		expect(last!.message).toBe(
			`No response from ${server.url('/accounts')}: the server did not respond in time to earlier requests of this execution, so this request was not sent (NOT_RESPONDING).`,
		);
	});

	it('gets the requests of the next run', async () => {
		const server = await aServer([stall]);
		fakeTimeouts();
		const send = aSend({ concurrency: 1, limits: { attempts: 1 } });
		const failures = Promise.all(
			Array.from({ length: 5 }, () => rejection(send(get(server.url())))),
		);
		for (const requests of [1, 2, 3]) await timeOutAfter(server, requests);
		await failures;
		expect(server.requests).toHaveLength(3);
		server.respondWith(json({}));
		expect((await aSend()(get(server.url()))).status).toBe(200);
	});

	it('is not one that hangs for a single request', async () => {
		const server = await aServer([stall, stall, stall, json({})]);
		const send = aSend({ concurrency: 1 });
		fakeTimeouts();
		const hanging = rejection(send(get(server.url('/hanging'))));
		for (const requests of [1, 2, 3]) await timeOutAfter(server, requests);
		expect((await hanging).message).toContain('after 3 attempts');
		expect((await send(get(server.url('/other')))).status).toBe(200);
	});

	it('is not one that responds to some of the requests', async () => {
		const server = await aServer([stall, stall, json({}), stall, stall, json({})]);
		const send = aSend({ concurrency: 1, limits: { attempts: 1 } });
		fakeTimeouts();
		const results = Promise.all(
			Array.from({ length: 6 }, () => send(get(server.url())).catch(() => undefined)),
		);
		for (const requests of [1, 2, 4, 5]) await timeOutAfter(server, requests);
		expect((await results).map((response) => response?.status)).toEqual([
			undefined,
			undefined,
			200,
			undefined,
			undefined,
			200,
		]);
	});
});
