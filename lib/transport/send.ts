import type { Agent } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';

import { canceledError, OpenBankingError } from '../errors';
import type { TlsIdentity } from '../tpp';
import { agentFor, tlsFingerprint } from './agents';
import { attempt } from './attempt';
import { defaultConcurrency, Gate, gateOfHost, type Leave } from './concurrency';
import { recordDelivery } from './delivery';
import { isTimeout, notResponding, outcomeOfFailure, readFailure, type Failure } from './failure';
import {
	defaultLimits,
	findInteractionId,
	isIdempotent,
	sentOnceKind,
	type EgressFilter,
	type HttpRequest,
	type HttpResponse,
	type Limits,
	type Send,
} from './http';
import {
	prepareRequest,
	toHttpResponse,
	type AttemptResult,
	type CompleteResponse,
	type PreparedRequest,
} from './messages';
import { notSent, outcomeOfResponse, unknownOutcome } from './requestOutcome';
import {
	congestion,
	createRetryBudget,
	createWatch,
	isStaleSocket,
	nextWait,
	type IsFinal,
	type RetryBudget,
	type Watch,
} from './retry';

export interface SendOptions {
	identity: TlsIdentity;
	egress?: EgressFilter;
	/** Aborted when the execution is canceled. */
	signal?: AbortSignal;
	limits?: Partial<Limits>;
	/** Default: the status decides. */
	isFinal?: IsFinal;
	/** Most requests of this function to one host at the same time. */
	concurrency?: number;
	/** Most requests of this process to one host at the same time, where the bank allows fewer than the default. */
	processConcurrency?: number;
}

/** Milliseconds. A stopped execution leaves no connection open for longer than a second. */
const graceAfterCancel = 900;

interface Context extends SendOptions {
	limits: Limits;
	budget: RetryBudget;
	/** By host and port. Each one is kept, because finding its agent takes longer than its use. */
	hosts: Map<string, Host>;
}

/** A host of the bank, as one run of this function sees it. */
interface Host {
	/** The gates that every request passes: of this function and of the process. */
	gates: readonly Gate[];
	watch: Watch;
	/** Returns the pooled agent. @throws ConfigurationError for an unusable certificate, key or proxy address */
	agent(): Agent;
	/** Identifies the server and our certificate. */
	server: string;
}

/**
 * Creates the function that sends requests over pooled mutual-TLS connections. It retries idempotent requests, gives every
 * request an interaction ID, and bounds how many run at the same time.
 *
 * The function resolves for every HTTP status. It rejects with
 * - ConfigurationError: address not https or not allowed, header that cannot be sent, unusable certificate
 * - ConnectionError: no response
 * - InvalidResponseError: response too large, or response to another request
 */
export function createSend(options: SendOptions): Send {
	const context: Context = {
		...options,
		limits: { ...defaultLimits, ...options.limits },
		budget: createRetryBudget(),
		hosts: new Map(),
	};
	return async (request) => {
		const prepared = prepareRequest(request);
		const own = contextOf(request, context);
		if (own.signal?.aborted) throw canceled(prepared);
		await options.egress?.assertAllowed(prepared.parsedUrl);
		return await sendWithRetries(prepared, own);
	};
}

/** Returns the host of a URL, which a run has once. */
function hostOf(url: URL, { hosts, identity, egress, concurrency, limits }: Context): Host {
	const known = hosts.get(url.host);
	if (known) return known;
	const requirements = { identity, egress, connectTimeout: limits.connect };
	let agent: Agent | undefined;
	const host: Host = {
		gates: [new Gate(concurrency ?? defaultConcurrency), gateOfHost(url.host)],
		watch: createWatch(),
		agent: () => (agent ??= agentFor(url, requirements)),
		server: `${tlsFingerprint(identity)} ${url.host}`,
	};
	hosts.set(url.host, host);
	return host;
}

/** Applies the timeout and the signal of the request. */
function contextOf({ signal, timeout }: HttpRequest, context: Context): Context {
	const total = Math.min(timeout ?? Infinity, context.limits.total);
	return {
		...context,
		limits: { ...context.limits, total },
		signal: signal ?? context.signal,
	};
}

async function sendWithRetries(first: PreparedRequest, context: Context): Promise<HttpResponse> {
	const host = hostOf(first.parsedUrl, context);
	let request = first;
	let deadline = Date.now() + context.limits.total;
	let result: AttemptResult = { failure: notResponding };
	for (let attempts = 1; ; attempts++) {
		const arrived = Date.now();
		const leave = await enterGates(request, host, context);
		// The timeout of a request does not include the time that it waits behind other requests.
		deadline += Date.now() - arrived;
		const known = request.limit?.refusal();
		if (known) {
			leave();
			return known;
		}
		if (host.watch.isHanging()) {
			leave();
			return toHttpResponse(request, result, Math.max(1, attempts - 1));
		}
		const end = host.watch.start(first);
		result = await attemptOnce(request, context, { host, deadline, leave });
		end({
			hasResponse: 'response' in result,
			hasTimedOut: 'failure' in result && isTimeout(result.failure),
		});
		const wait = isIdempotent(request)
			? waitAfter(result, context, { attempts, deadline, leastWait: request.leastWait })
			: undefined;
		if (wait === undefined) {
			const isSuccess = 'response' in result && result.response.status < 500;
			if (isSuccess) context.budget.refund(attempts - 1);
			return toHttpResponse(request, result, attempts);
		}
		request = { ...request, mayHaveBeenDone: mayHaveBeenDone(request, result) };
		await pause(wait, request, context.signal);
		request = await renewed(request);
	}
}

/** Returns whether an attempt so far may have been carried out. Only a request that is sent once needs to know. */
function mayHaveBeenDone(request: PreparedRequest, result: AttemptResult): boolean {
	const known = { sentOnce: sentOnceKind(request), mayHaveBeenDone: request.mayHaveBeenDone };
	const { requestOutcome } =
		'failure' in result
			? outcomeOfFailure(request, result.failure)
			: outcomeOfResponse({ ...result.response, ...known });
	return requestOutcome === 'unknown';
}

/**
 * Returns the request of the next attempt. It keeps the interaction ID, by which the bank finds all attempts, unless it has
 * its own: a signature covers the ID, and a bank may refuse one that comes twice.
 */
async function renewed(request: PreparedRequest): Promise<PreparedRequest> {
	if (!request.renew) return request;
	const { mayHaveBeenDone, limit } = request;
	const next = { ...(await request.renew()), mayHaveBeenDone, limit };
	if (findInteractionId(next.headers)) return prepareRequest(next);
	const { name, value } = request.interactionId;
	return prepareRequest({ ...next, headers: { ...next.headers, [name]: value } });
}

/** Statuses that are retried, unless the body says that another attempt would meet the same response. */
const mayBeFinal = ({ status }: CompleteResponse) => status >= 500 || status === 429;

/** Returns the milliseconds until the next attempt, or undefined when there is none. */
function waitAfter(
	result: AttemptResult,
	{ limits, budget, isFinal }: Context,
	{ deadline, ...state }: { attempts: number; deadline: number; leastWait?: number },
): number | undefined {
	if ('response' in result) {
		const { response } = result;
		if (response.status < 400 || (mayBeFinal(response) && isFinal?.(response))) return undefined;
	}
	const now = new Date();
	const left = deadline - now.getTime();
	const wait = nextWait(result, limits, { ...state, left, random: Math.random(), now });
	const isPaid = isStaleSocket(result) || (wait !== undefined && budget.spend());
	return isPaid ? wait : undefined;
}

async function attemptOnce(
	request: PreparedRequest,
	{ limits, signal, isFinal }: Context,
	{ host, deadline, leave }: { host: Host; deadline: number; leave: Leave },
): Promise<AttemptResult> {
	const delivery = recordDelivery(host.server);
	const timeouts = {
		headers: limits.headers,
		total: deadline - Date.now(),
		grace: request.mustComplete ? graceAfterCancel : 0,
	};
	try {
		const response = await attempt(request, {
			...{ agent: host.agent(), delivery, timeouts },
			...{ cancel: signal, maxBytes: limits.bytes },
		});
		if (response.status === 429) request.limit?.onRefusal(toHttpResponse(request, { response }, 1));
		leave(congestion(response, limits, isFinal));
		return { response };
	} catch (thrown) {
		if (thrown instanceof OpenBankingError) throw thrown;
		const failure = readFailure(thrown, delivery.read());
		// A canceled execution says nothing about the bank.
		if (signal?.aborted) throw canceled(request, failure);
		leave({ isCongested: isTimeout(failure) });
		return { failure };
	} finally {
		leave();
	}
}

/** Waits until fewer requests run than the execution and the process allow. */
async function enterGates(
	request: PreparedRequest,
	{ gates }: Host,
	{ signal, processConcurrency }: Context,
): Promise<Leave> {
	const left: Leave[] = [];
	try {
		for (const gate of gates) {
			left.push(await gate.enter(signal, request.mustComplete, processConcurrency));
		}
	} catch {
		for (const leave of left) leave();
		throw canceled(request);
	}
	const [own, shared] = left;
	return (result) => {
		shared?.(result);
		// How the bank responds changes only the bound that all executions share.
		own?.();
	};
}

async function pause(milliseconds: number, request: PreparedRequest, signal?: AbortSignal) {
	try {
		await sleep(milliseconds, undefined, { signal });
	} catch {
		throw canceled(request);
	}
}

function canceled(request: PreparedRequest, failure?: Failure) {
	const sentOnce = sentOnceKind(request);
	const withoutAttempt = request.mayHaveBeenDone ? unknownOutcome : notSent;
	const { advice, ...outcome } = failure
		? outcomeOfFailure(request, failure)
		: withoutAttempt(sentOnce);
	return canceledError(advice, {
		tppAction: 'retryLater',
		interactionId: request.interactionId.value,
		...outcome,
	});
}
