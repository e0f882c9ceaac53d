import type { OpenBankingError } from '../../lib/errors';
import { closeConnections } from '../../lib/transport/agents';
import type { Limits } from '../../lib/transport/http';
import { createSend, type SendOptions } from '../../lib/transport/send';
import {
	aTlsIdentity,
	startTlsServer,
	type Respond,
	type TlsServerOptions,
} from '../support/tlsServer';

const identity = aTlsIdentity();

/** A Send with limits that let a test end soon. */
export function aSend({ limits, ...options }: Partial<SendOptions> = {}) {
	return createSend({ identity, limits: { ...soon, ...limits }, ...options });
}

const soon: Partial<Limits> = { connect: 2_000, headers: 2_000, total: 4_000 };

const closers: Array<() => Promise<void>> = [];

/** Closed by `closeAll`. */
export async function started<T extends { close(): Promise<void> }>(
	server: Promise<T>,
): Promise<T> {
	const running = await server;
	closers.push(() => running.close());
	return running;
}

export const aServer = (answers?: Respond[], options: TlsServerOptions = {}) =>
	started(startTlsServer({ responses: answers, ...options }));

export async function closeAll(): Promise<void> {
	closeConnections();
	await Promise.all(closers.splice(0).map((close) => close()));
}

/** What `promise` rejects with. */
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

/** Looks at `condition` every few milliseconds, for five seconds at most. */
export async function until(condition: () => boolean): Promise<void> {
	for (let looks = 0; !condition(); looks++) {
		if (looks > 1_000) throw new Error(`Not in time: ${condition.toString()}`);
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
}
