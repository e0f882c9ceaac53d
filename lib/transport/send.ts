import { setTimeout as sleep } from 'node:timers/promises';

import { ConnectionError, OpenBankingError } from '../errors';
import type { TlsIdentity } from '../tpp';
import { attempt } from './attempt';
import { conclude, isIdempotent, outcomeUnknown, type Try } from './conclusion';
import { readFailure } from './failure';
import {
	defaultLimits,
	findInteractionId,
	type EgressFilter,
	type HttpRequest,
	type HttpResponse,
	type Limits,
	type Send,
} from './http';
import { createRetryBudget, nextTry, type RetryBudget } from './retry';
import { toSendable } from './sendable';
import { startTimeout } from './timeout';

export interface SendOptions {
	identity: TlsIdentity;
	egress?: EgressFilter;
	/** n8n's cancel signal. */
	signal?: AbortSignal;
	limits?: Partial<Limits>;
}

interface Context extends SendOptions {
	limits: Limits;
	budget: RetryBudget;
}

/**
 * The function that sends requests over pooled mutual-TLS connections, repeats what may be repeated, and gives every
 * request an interaction id.
 *
 * It resolves for any status. It rejects with ConfigurationError (address not https or forbidden, header not sendable,
 * certificate not usable), ConnectionError (no answer) or InvalidResponseError (answer too large, or answer to another
 * request).
 */
export function createSend(options: SendOptions): Send {
	const limits = { ...defaultLimits, ...options.limits };
	const context: Context = { ...options, limits, budget: createRetryBudget() };
	return async (request) => {
		const sendable = toSendable(request);
		if (options.signal?.aborted) throw cancelled(sendable);
		await options.egress?.assertAllowed(new URL(request.url));
		return await repeat(sendable, contextOf(request, context));
	};
}

/** A request that others wait for is not stopped with one execution; a hurried one has less time. */
function contextOf({ shared, timeout }: HttpRequest, context: Context): Context {
	const total = Math.min(timeout ?? Infinity, context.limits.total);
	return {
		...context,
		limits: { ...context.limits, total },
		signal: shared ? undefined : context.signal,
	};
}

async function repeat(request: HttpRequest, context: Context): Promise<HttpResponse> {
	const deadline = Date.now() + context.limits.total;
	for (let tries = 1; ; tries++) {
		const result = await attemptOnce(request, context, deadline);
		const wait = isIdempotent(request)
			? waitAfter(result, context, { tries, deadline })
			: undefined;
		if (wait === undefined) {
			if ('response' in result && result.response.status < 500) context.budget.refund(tries - 1);
			return conclude(request, result, tries);
		}
		await pause(wait, request, context.signal);
	}
}

/** Milliseconds until the next try, or undefined for none. */
function waitAfter(
	result: Try,
	{ limits, budget }: Context,
	{ tries, deadline }: { tries: number; deadline: number },
): number | undefined {
	const now = new Date();
	const left = deadline - now.getTime();
	const wait = nextTry(result, limits, { tries, left, random: Math.random(), now });
	return wait !== undefined && budget.spend() ? wait : undefined;
}

async function attemptOnce(
	request: HttpRequest,
	{ identity, egress, limits, signal }: Context,
	deadline: number,
): Promise<Try> {
	const total = deadline - Date.now();
	const timeLimit = startTimeout({ headers: limits.headers, total }, signal);
	try {
		return { response: await attempt(request, { identity, egress, limits, timeLimit }) };
	} catch (thrown) {
		if (signal?.aborted) throw cancelled(request, outcomeUnknown(request));
		if (thrown instanceof OpenBankingError) throw thrown;
		return { failure: readFailure(timeLimit.signal.aborted ? timeLimit.signal.reason : thrown) };
	} finally {
		timeLimit.end();
	}
}

async function pause(milliseconds: number, request: HttpRequest, signal?: AbortSignal) {
	try {
		await sleep(milliseconds, undefined, { signal });
	} catch {
		throw cancelled(request);
	}
}

/** n8n tells a canceled execution from a failed one by this word. */
const cancelled = ({ headers }: HttpRequest, unknown = '') =>
	new ConnectionError(`The execution was canceled.${unknown}`, {
		tppAction: unknown ? 'contactBank' : 'retryLater',
		interactionId: findInteractionId(headers)?.value,
	});
