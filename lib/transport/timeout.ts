import type { Duplex } from 'node:stream';

export interface RequestTimeout {
	/** Aborted when the time is over or the caller cancels. */
	signal: AbortSignal;
	/** Stops the timeout for the headers. */
	headersArrived(): void;
	/** Stops all timeouts and removes the listener from the caller's signal, which outlives the request. */
	end(): void;
}

/**
 * Starts the timeouts of one attempt.
 *
 * @param limits milliseconds: `headers` until the headers of the response arrive, `total` until the end of the body, `grace`
 * from the caller's signal until the request ends
 * @param cancel the caller's signal
 */
export function startTimeout(
	limits: { headers: number; total: number; grace: number },
	cancel?: AbortSignal,
): RequestTimeout {
	const controller = new AbortController();
	const abortAfter = (milliseconds: number, code: string) =>
		setTimeout(() => controller.abort(Object.assign(new Error(code), { code })), milliseconds);
	const headersTimer = abortAfter(limits.headers, 'HEADERS_TIMEOUT');
	const totalTimer = abortAfter(limits.total, 'TOTAL_TIMEOUT');
	let graceTimer: NodeJS.Timeout | undefined;
	const onCancel = () => {
		if (limits.grace === 0) controller.abort();
		else graceTimer = abortAfter(limits.grace, 'CANCELED');
	};
	cancel?.addEventListener('abort', onCancel);
	if (cancel?.aborted) onCancel();
	return {
		signal: controller.signal,
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
