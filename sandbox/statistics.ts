import type { Socket } from 'node:net';

import type { ListenerName } from './http/request';

interface Count {
	requests: number;
	handshakes: number;
}

export interface Statistics extends Count {
	listeners: Record<ListenerName, Count>;
	/** Requests by bank id. Handshakes are not counted by bank: one connection may serve several. */
	banks: Record<string, { requests: number }>;
}

export interface Counters {
	/** Counts a request. A handshake is counted with the first request on its connection, so control requests do not count. */
	countRequest(listener: ListenerName, bank: string | undefined, connection: Socket): void;
	read(): Statistics;
	reset(): void;
}

export function newCounters(): Counters {
	let current = zero();
	const counted = new WeakSet<Socket>();
	const countHandshake = (listener: ListenerName): void => {
		current.handshakes += 1;
		current.listeners[listener].handshakes += 1;
	};
	return {
		countRequest(listener, bank, connection) {
			if (!counted.has(connection)) countHandshake(listener);
			counted.add(connection);
			current.requests += 1;
			current.listeners[listener].requests += 1;
			if (bank) (current.banks[bank] ??= { requests: 0 }).requests += 1;
		},
		read: () => current,
		reset: () => {
			current = zero();
		},
	};
}

function zero(): Statistics {
	return {
		requests: 0,
		handshakes: 0,
		listeners: { plain: { requests: 0, handshakes: 0 }, mtls: { requests: 0, handshakes: 0 } },
		banks: {},
	};
}
