/** Most requests to one host at the same time, over all executions of this process. */
export const maxConcurrency = 32;

/** Most requests of one execution to one host at the same time, unless the operator or the profile chooses less or more. */
export const defaultConcurrency = 16;

/** Bounds how many requests run at the same time. Requests above the bound wait and start in the order of their arrival. */
export interface Gate {
	/**
	 * Resolves when the request may start.
	 *
	 * @param isUrgent start before all that are not: the request holds a client assertion, which expires
	 * @param allowed most requests at the same time while this one waits or runs, where its bank allows less than the gate
	 * @throws the reason of the signal when it is aborted before
	 */
	enter(signal?: AbortSignal, isUrgent?: boolean, allowed?: number): Promise<Leave>;
}

/** Ends the request that entered, so that the next one may start. Without a result, it says nothing about the bank. */
export type Leave = (result?: RequestResult) => void;

export interface RequestResult {
	/** The bank asked for fewer requests, or did not respond in time. */
	isCongested: boolean;
	/** Milliseconds during which no further request starts. */
	pause?: number;
}

/** Milliseconds. Later, the load of the bank is another one. */
const memory = 60_000;

interface Waiter {
	start(): void;
}

/**
 * Creates a gate for at most `maximum` requests. When the bank is congested, the bound falls to half of the requests that
 * run at that moment, once for all of them. Each full round of other responses raises it by one again (additive increase,
 * multiplicative decrease; RFC 5681 §3.1). A gate without requests forgets the congestion after a minute.
 */
export function createGate(maximum: number): Gate {
	const urgent = new Set<Waiter>();
	const waiting = new Set<Waiter>();
	let bound = maximum;
	let running = 0;
	let pausedUntil = 0;
	let congestedAt = 0;
	/** Counts the decreases. A request that started before the last one says nothing about the new bound. */
	let decreases = 0;

	/** How many requests wait or run with each number that is smaller than `maximum`. */
	const allowances = new Map<number, number>();
	const count = (allowed: number, change: 1 | -1) => {
		if (allowed >= maximum) return;
		const left = (allowances.get(allowed) ?? 0) + change;
		if (left > 0) allowances.set(allowed, left);
		else allowances.delete(allowed);
	};
	const ceiling = () => Math.min(maximum, ...allowances.keys());

	const hasRoom = (now: number) =>
		running < Math.floor(bound) && running < ceiling() && now >= pausedUntil;
	const startWaiting = () => {
		// Read once: if the pause ended between two readings, nothing would wake those who wait.
		const now = Date.now();
		for (const queue of [urgent, waiting]) {
			for (const waiter of queue) {
				if (!hasRoom(now)) return wakeAfterPause(now);
				queue.delete(waiter);
				running++;
				waiter.start();
			}
		}
	};
	let wake: NodeJS.Timeout | undefined;
	const wakeAfterPause = (now: number) => {
		const left = pausedUntil - now;
		if (left <= 0) return;
		wake ??= setTimeout(() => {
			wake = undefined;
			startWaiting();
		}, left);
	};
	const waitForRoom = async (queue: Set<Waiter>, signal?: AbortSignal) =>
		await new Promise<void>((resolve, reject) => {
			const waiter = { start: () => finish(resolve) };
			const cancel = () => queue.delete(waiter) && finish(() => reject(signal!.reason));
			const finish = (settle: () => void) => {
				signal?.removeEventListener('abort', cancel);
				settle();
			};
			signal?.addEventListener('abort', cancel);
			queue.add(waiter);
			startWaiting();
		});
	const adapt = ({ isCongested }: RequestResult, startedAfter: number) => {
		if (!isCongested) bound = Math.min(maximum, bound + 1 / bound);
		else if (startedAfter === decreases) {
			congestedAt = Date.now();
			bound = Math.max(1, Math.floor(Math.min(bound, running) / 2));
			decreases++;
		}
	};
	/** A canceled request no longer holds back the others. */
	const giveUp = (allowed: number) => (reason: unknown) => {
		count(allowed, -1);
		startWaiting();
		throw reason;
	};
	const leaveOnce = (allowed: number): Leave => {
		const startedAfter = decreases;
		let hasLeft = false;
		return (result) => {
			if (hasLeft) return;
			hasLeft = true;
			if (result) adapt(result, startedAfter);
			running--;
			count(allowed, -1);
			// Only for a pause: the clock of this machine may be set back.
			if (result?.pause) pausedUntil = Math.max(pausedUntil, Date.now() + result.pause);
			startWaiting();
		};
	};
	return {
		async enter(signal, isUrgent = false, allowed = maximum) {
			signal?.throwIfAborted();
			if (running === 0 && Date.now() - congestedAt > memory) bound = maximum;
			count(allowed, 1);
			if (urgent.size + waiting.size === 0 && hasRoom(Date.now())) running++;
			else await waitForRoom(isUrgent ? urgent : waiting, signal).catch(giveUp(allowed));
			return leaveOnce(allowed);
		},
	};
}

/** The gates of this process, by host and port. */
const hosts = new Map<string, Gate>();

/** A gate holds no connection and no secret. Many more hosts than any installation has banks. */
const maxHosts = 1000;

/** Returns the gate of a host, which all executions of this process share. The least recently used is forgotten. */
export function gateOfHost(host: string): Gate {
	const gate = hosts.get(host) ?? createGate(maxConcurrency);
	hosts.delete(host);
	hosts.set(host, gate);
	const [oldest] = hosts.keys();
	if (hosts.size > maxHosts && oldest !== undefined) hosts.delete(oldest);
	return gate;
}
