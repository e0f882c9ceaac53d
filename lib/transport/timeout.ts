export interface RequestTimeout {
	/** Aborted when the time is up or n8n stops the execution. */
	signal: AbortSignal;
	/** To be called when the answer's headers are here. */
	headersArrived(): void;
	/** To be called when all is over; n8n's signal outlives the request and must not remember it. */
	end(): void;
}

/** Ends one try: after `headers` milliseconds without an answer, after `total` in any case, or by n8n's `stop`. */
export function startTimeout(
	{ headers, total }: { headers: number; total: number },
	stop?: AbortSignal,
): RequestTimeout {
	const controller = new AbortController();
	const after = (milliseconds: number, code: string) =>
		setTimeout(() => controller.abort(Object.assign(new Error(code), { code })), milliseconds);
	const headersTimer = after(headers, 'HEADERS_TIMEOUT');
	const totalTimer = after(total, 'TOTAL_TIMEOUT');
	const onStop = () => controller.abort();
	stop?.addEventListener('abort', onStop);
	if (stop?.aborted) onStop();
	return {
		signal: controller.signal,
		headersArrived: () => clearTimeout(headersTimer),
		end() {
			clearTimeout(headersTimer);
			clearTimeout(totalTimer);
			stop?.removeEventListener('abort', onStop);
		},
	};
}
