import { setTimeout as sleep } from 'node:timers/promises';

import { ConnectionError, OpenBankingError } from '../errors';
import type { TlsIdentity } from '../tpp';
import { attempt } from './attempt';
import { readFailure } from './failure';
import {
	defaultLimits,
	findInteractionId,
	isIdempotent,
	type EgressFilter,
	type HttpRequest,
	type HttpResponse,
	type Limits,
	type Send,
} from './http';
import { outcomeUnknown, toHttpResponse, type AttemptResult } from './httpResponse';
import { prepareRequest } from './prepareRequest';
import { createRetryBudget, nextWait, type RetryBudget } from './retry';
import { startTimeout } from './timeout';

export interface SendOptions {
	identity: TlsIdentity;
	egress?: EgressFilter;
	/** Aborted when the execution is canceled. */
	signal?: AbortSignal;
	limits?: Partial<Limits>;
}

interface Context extends SendOptions {
	limits: Limits;
	budget: RetryBudget;
}

/**
 * Creates the function that sends requests over pooled mutual-TLS connections. It retries idempotent requests and gives
 * every request an interaction ID.
 *
 * The function resolves for every HTTP status. It rejects with
 * - ConfigurationError: address not https or not allowed, header that cannot be sent, unusable certificate
 * - ConnectionError: no response
 * - InvalidResponseError: response too large, or response to another request
 */
export function createSend(options: SendOptions): Send {
	const limits = { ...defaultLimits, ...options.limits };
	const context: Context = { ...options, limits, budget: createRetryBudget() };
	return async (request) => {
		const prepared = prepareRequest(request);
		if (options.signal?.aborted) throw canceled(prepared);
		await options.egress?.assertAllowed(new URL(request.url));
		return await sendWithRetries(prepared, contextOf(request, context));
	};
}

/** Applies the timeout of the request. A shared request does not stop when one execution is canceled. */
function contextOf({ shared, timeout }: HttpRequest, context: Context): Context {
	const total = Math.min(timeout ?? Infinity, context.limits.total);
	return {
		...context,
		limits: { ...context.limits, total },
		signal: shared ? undefined : context.signal,
	};
}

async function sendWithRetries(request: HttpRequest, context: Context): Promise<HttpResponse> {
	const deadline = Date.now() + context.limits.total;
	for (let attempts = 1; ; attempts++) {
		const result = await attemptOnce(request, context, deadline);
		const wait = isIdempotent(request)
			? waitAfter(result, context, { attempts, deadline })
			: undefined;
		if (wait === undefined) {
			const isSuccess = 'response' in result && result.response.status < 500;
			if (isSuccess) context.budget.refund(attempts - 1);
			return toHttpResponse(request, result, attempts);
		}
		await pause(wait, request, context.signal);
	}
}

/** Returns the milliseconds until the next attempt, or undefined when there is none. */
function waitAfter(
	result: AttemptResult,
	{ limits, budget }: Context,
	{ attempts, deadline }: { attempts: number; deadline: number },
): number | undefined {
	const now = new Date();
	const left = deadline - now.getTime();
	const wait = nextWait(result, limits, { attempts, left, random: Math.random(), now });
	return wait !== undefined && budget.spend() ? wait : undefined;
}

async function attemptOnce(
	request: HttpRequest,
	{ identity, egress, limits, signal }: Context,
	deadline: number,
): Promise<AttemptResult> {
	const total = deadline - Date.now();
	const timeout = startTimeout({ headers: limits.headers, total }, signal);
	try {
		return { response: await attempt(request, { identity, egress, limits, timeout }) };
	} catch (thrown) {
		if (signal?.aborted) throw canceled(request, outcomeUnknown(request));
		if (thrown instanceof OpenBankingError) throw thrown;
		return { failure: readFailure(timeout.signal.aborted ? timeout.signal.reason : thrown) };
	} finally {
		timeout.end();
	}
}

async function pause(milliseconds: number, request: HttpRequest, signal?: AbortSignal) {
	try {
		await sleep(milliseconds, undefined, { signal });
	} catch {
		throw canceled(request);
	}
}

/** n8n recognises a canceled execution by this sentence. */
const canceled = ({ headers }: HttpRequest, unknown = '') =>
	new ConnectionError(`The execution was canceled.${unknown}`, {
		tppAction: unknown ? 'contactBank' : 'retryLater',
		interactionId: findInteractionId(headers)?.value,
	});
