/** Most requests to one host at the same time, over all executions of this process. */
export const maxConcurrency = 32;

/** Most requests of one execution to one host at the same time, unless the operator or the profile chooses less or more. */
export const defaultConcurrency = 16;

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
 * Bounds how many requests run at the same time. Requests above the bound wait and start in the order of their arrival.
 *
 * When the bank is congested, the bound falls to half of the requests that run at that moment, once for all of them. Each full
 * round of other responses raises it by one again (additive increase, multiplicative decrease; RFC 5681 §3.1). A gate without
 * requests forgets the congestion after a minute.
 */
export class Gate {
	private readonly urgent = new Set<Waiter>();
	private readonly waiting = new Set<Waiter>();
	/** How many requests wait or run with each number that is smaller than `maximum`. */
	private readonly allowances = new Map<number, number>();
	private bound: number;
	private running = 0;
	private pausedUntil = 0;
	private wake?: NodeJS.Timeout;
	private congestedAt = 0;
	/** Counts the decreases. A request that started before the last one says nothing about the new bound. */
	private decreases = 0;

	/** @param maximum most requests at the same time */
	constructor(private readonly maximum: number) {
		this.bound = maximum;
	}

	/**
	 * Resolves when the request may start.
	 *
	 * @param isUrgent start before all that are not: the request holds a client assertion, which expires
	 * @param allowed most requests at the same time while this one waits or runs, where its bank allows less than the gate
	 * @throws the reason of the signal when it is aborted before
	 */
	async enter(signal?: AbortSignal, isUrgent = false, allowed = this.maximum): Promise<Leave> {
		signal?.throwIfAborted();
		if (this.running === 0 && Date.now() - this.congestedAt > memory) this.bound = this.maximum;
		this.count(allowed, 1);
		if (this.urgent.size + this.waiting.size === 0 && this.hasRoom(Date.now())) this.running++;
		else {
			await this.waitForRoom(isUrgent ? this.urgent : this.waiting, signal).catch(
				(reason: unknown) => {
					// A canceled request no longer holds back the others.
					this.count(allowed, -1);
					this.startWaiting();
					throw reason;
				},
			);
		}
		return this.leaveOnce(allowed);
	}

	private leaveOnce(allowed: number): Leave {
		const startedAfter = this.decreases;
		let hasLeft = false;
		return (result) => {
			if (hasLeft) return;
			hasLeft = true;
			if (result) this.adapt(result, startedAfter);
			this.running--;
			this.count(allowed, -1);
			// Only for a pause: the clock of this machine may be set back.
			if (result?.pause) {
				this.pausedUntil = Math.max(this.pausedUntil, Date.now() + result.pause);
			}
			this.startWaiting();
		};
	}

	private adapt({ isCongested }: RequestResult, startedAfter: number): void {
		if (!isCongested) this.bound = Math.min(this.maximum, this.bound + 1 / this.bound);
		else if (startedAfter === this.decreases) {
			this.congestedAt = Date.now();
			this.bound = Math.max(1, Math.floor(Math.min(this.bound, this.running) / 2));
			this.decreases++;
		}
	}

	private count(allowed: number, change: 1 | -1): void {
		if (allowed >= this.maximum) return;
		const left = (this.allowances.get(allowed) ?? 0) + change;
		if (left > 0) this.allowances.set(allowed, left);
		else this.allowances.delete(allowed);
	}

	private hasRoom(now: number): boolean {
		const ceiling = Math.min(this.maximum, ...this.allowances.keys());
		return (
			this.running < Math.floor(this.bound) && this.running < ceiling && now >= this.pausedUntil
		);
	}

	private async waitForRoom(queue: Set<Waiter>, signal?: AbortSignal): Promise<void> {
		await new Promise<void>((resolve, reject) => {
			const waiter = { start: () => finish(resolve) };
			const cancel = () => queue.delete(waiter) && finish(() => reject(signal!.reason));
			const finish = (settle: () => void) => {
				signal?.removeEventListener('abort', cancel);
				settle();
			};
			signal?.addEventListener('abort', cancel);
			queue.add(waiter);
			this.startWaiting();
		});
	}

	private startWaiting(): void {
		// Read once: if the pause ended between two readings, nothing would wake those who wait.
		const now = Date.now();
		for (const queue of [this.urgent, this.waiting]) {
			for (const waiter of queue) {
				if (!this.hasRoom(now)) return this.wakeAfterPause(now);
				queue.delete(waiter);
				this.running++;
				waiter.start();
			}
		}
	}

	private wakeAfterPause(now: number): void {
		const left = this.pausedUntil - now;
		if (left <= 0) return;
		this.wake ??= setTimeout(() => {
			this.wake = undefined;
			this.startWaiting();
		}, left);
	}
}

/** The gates of this process, by host and port. */
const hosts = new Map<string, Gate>();

/** A gate holds no connection and no secret. Many more hosts than any installation has banks. */
const maxHosts = 1000;

/** Returns the gate of a host, which all executions of this process share. The least recently used is forgotten. */
export function gateOfHost(host: string): Gate {
	const gate = hosts.get(host) ?? new Gate(maxConcurrency);
	hosts.delete(host);
	hosts.set(host, gate);
	const [oldest] = hosts.keys();
	if (hosts.size > maxHosts && oldest !== undefined) hosts.delete(oldest);
	return gate;
}
