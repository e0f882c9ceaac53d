import type { Duplex } from 'node:stream';

export interface RequestTimeout {
	/** Calls `end` with the reason when the time is over or the caller cancels, at once if that has happened. */
	onExpiry(end: (reason: Error) => void): void;
	/** Stops the timeout for the headers. */
	headersArrived(): void;
	/** Stops all timeouts and removes the listener from the caller's signal, which outlives the request. */
	end(): void;
}

/**
 * Starts the timeouts of one attempt. It needs no AbortController of its own, which takes longer than the timeouts.
 *
 * @param limits milliseconds: `headers` until the headers of the response arrive, `total` until the end of the body, `grace`
 * from the caller's signal until the request ends
 * @param cancel the caller's signal
 */
export function startTimeout(
	limits: { headers: number; total: number; grace: number },
	cancel?: AbortSignal,
): RequestTimeout {
	let expired: Error | undefined;
	let listener: ((reason: Error) => void) | undefined;
	const expire = (code: string) => {
		expired ??= Object.assign(new Error(code), { code });
		listener?.(expired);
	};
	const headersTimer = setTimeout(expire, limits.headers, 'HEADERS_TIMEOUT');
	const totalTimer = setTimeout(expire, limits.total, 'TOTAL_TIMEOUT');
	let graceTimer: NodeJS.Timeout | undefined;
	const onCancel = () => {
		if (limits.grace === 0) expire('CANCELED');
		else graceTimer = setTimeout(expire, limits.grace, 'CANCELED');
	};
	cancel?.addEventListener('abort', onCancel);
	if (cancel?.aborted) onCancel();
	return {
		onExpiry(end) {
			listener = end;
			if (expired) end(expired);
		},
		headersArrived: () => clearTimeout(headersTimer),
		end() {
			clearTimeout(headersTimer);
			clearTimeout(totalTimer);
			clearTimeout(graceTimer);
			cancel?.removeEventListener('abort', onCancel);
		},
	};
}

/** Destroys the socket when the TLS handshake takes longer than `milliseconds`. */
export function limitHandshake<S extends Duplex | null | undefined>(
	socket: S,
	milliseconds: number,
): S {
	const timer = setTimeout(() => {
		socket?.destroy(Object.assign(new Error('Connect timeout'), { code: 'CONNECT_TIMEOUT' }));
	}, milliseconds);
	for (const event of ['secureConnect', 'error', 'close']) {
		socket?.once(event, () => clearTimeout(timer));
	}
	return socket;
}
