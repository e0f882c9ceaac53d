import { once } from 'node:events';
import type { Socket } from 'node:net';

import type { OpenBankingError } from '../../lib/errors';
import { closeConnections } from '../../lib/transport/agents';
import { createSend, type SendOptions } from '../../lib/transport/send';
import {
	aTlsIdentity,
	startTlsServer,
	type Respond,
	type TlsServerOptions,
} from '../support/tlsServer';

const identity = aTlsIdentity();

/** Milliseconds for connections of tests that are not about this timeout: a busy machine may need longer than a bank. */
export const connectTimeout = 120_000;

export const aSend = (options: Partial<SendOptions> = {}) =>
	createSend({ identity, ...options, limits: { connect: connectTimeout, ...options.limits } });

const closers: Array<() => Promise<void>> = [];

/** Waits for a server, which `closeAll` closes. */
export async function started<T extends { close(): Promise<void> }>(
	server: Promise<T>,
): Promise<T> {
	const running = await server;
	closers.push(() => running.close());
	return running;
}

export const aServer = (responses?: Respond[], options: TlsServerOptions = {}) =>
	started(startTlsServer({ responses, ...options }));

export async function closeAll(): Promise<void> {
	jest.useRealTimers();
	closeConnections();
	await Promise.all(closers.splice(0).map((close) => close()));
}

/** Returns what `promise` rejects with. */
export async function rejection(promise: Promise<unknown>): Promise<OpenBankingError> {
	try {
		await promise;
	} catch (error) {
		return error as OpenBankingError;
	}
	throw new Error('It succeeded.');
}

export const get = (url: string, headers?: Record<string, string>) =>
	({ method: 'GET', url, headers }) as const;

export const post = (url: string, body = '{}') =>
	({ method: 'POST', url, body, headers: { 'Content-Type': 'application/json' } }) as const;

/** A response that reports when the server sent it: `sent` resolves at its first use. */
export function reported(respond: Respond) {
	let report = () => {};
	const sent = new Promise<void>((resolve) => (report = resolve));
	const reporting: Respond = (response, request) => {
		respond(response, request);
		report();
	};
	return { respond: reporting, sent };
}

/** Waits until all sockets are closed. */
export async function allClosed(open: Set<Socket>): Promise<void> {
	while (open.size > 0) await Promise.all([...open].map((socket) => once(socket, 'close')));
}

/** Replaces the clock and the timeouts of the code under test. The network continues in real time. */
export const fakeTimeouts = () =>
	jest.useFakeTimers({
		doNotFake: [
			'clearImmediate',
			'clearInterval',
			'hrtime',
			'nextTick',
			'performance',
			'queueMicrotask',
			'setImmediate',
			'setInterval',
		],
	});
