import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import {
	ConfigurationError,
	ConnectionError,
	InvalidResponseError,
	OpenBankingError,
} from '../errors';
import type { TlsIdentity } from '../tpp';
import { attempt, timeout, type RawResponse } from './attempt';
import { readFailure, type Failure } from './failure';
import {
	defaultLimits,
	findInteractionId,
	type EgressFilter,
	type HttpRequest,
	type HttpResponse,
	type Limits,
	type Send,
} from './http';
import { nextTry, type Outcome } from './retry';

export interface SendOptions {
	identity: TlsIdentity;
	egress?: EgressFilter;
	/** n8n's cancel signal. */
	signal?: AbortSignal;
	limits?: Partial<Limits>;
}

interface Try {
	outcome: Outcome;
	response?: RawResponse;
	failure?: Failure;
}

/**
 * The function that sends requests over pooled mutual-TLS connections, repeats what may be repeated, and gives every
 * request an interaction id.
 *
 * It resolves for any status. It rejects with ConfigurationError (address not https or forbidden, header not sendable),
 * ConnectionError (no answer) or InvalidResponseError (answer too large, or answer to another request).
 */
export function createSend(options: SendOptions): Send {
	const limits = { ...defaultLimits, ...options.limits };
	return async (request) => {
		const url = readAddress(request.url);
		await options.egress?.assertAllowed(url);
		return await repeat(identified(request), { ...options, limits });
	};
}

async function repeat(
	request: HttpRequest,
	options: SendOptions & { limits: Limits },
): Promise<HttpResponse> {
	const { limits, signal } = options;
	const deadline = Date.now() + limits.total;
	for (let tries = 1; ; tries++) {
		const result = await attemptOnce(request, options, deadline);
		const now = new Date();
		const wait = isRepeatable(request)
			? nextTry(result.outcome, limits, {
					tries,
					left: deadline - now.getTime(),
					random: Math.random(),
					now,
				})
			: undefined;
		if (wait === undefined) return conclude(request, result, tries);
		await pause(wait, signal);
	}
}

async function attemptOnce(
	request: HttpRequest,
	{ identity, egress, limits, signal }: SendOptions & { limits: Limits },
	deadline: number,
): Promise<Try> {
	const late = new AbortController();
	const timer = setTimeout(() => late.abort(), deadline - Date.now());
	const signals = signal ? [signal, late.signal] : [late.signal];
	try {
		const response = await attempt(request, {
			identity,
			egress,
			limits,
			signal: AbortSignal.any(signals),
		});
		return { outcome: { response }, response };
	} catch (thrown) {
		if (signal?.aborted) throw cancelled();
		if (thrown instanceof OpenBankingError) throw thrown;
		const failure = readFailure(late.signal.aborted ? timeout('TOTAL_TIMEOUT') : thrown);
		return { outcome: { failure }, failure };
	} finally {
		clearTimeout(timer);
	}
}

function conclude(request: HttpRequest, { response, failure }: Try, tries: number): HttpResponse {
	const address = withoutQuery(request.url);
	const sent = findInteractionId(request.headers ?? {}) ?? '';
	if (failure) throw connectionError(request, failure, { tries, address, sent });
	const { status, headers, body } = response!;
	const interactionId = findInteractionId(headers) ?? sent;
	assertOurAnswer(status, { sent, interactionId });
	return { status, headers, body, interactionId, tries, address };
}

/** A success that echoes another request's id may hold another customer's data. */
function assertOurAnswer(status: number, ids: { sent: string; interactionId: string }): void {
	if (status >= 300 || ids.interactionId.toLowerCase() === ids.sent.toLowerCase()) return;
	throw new InvalidResponseError(
		"The bank's answer carries the interaction id of another request and was not used.",
		{ interactionId: ids.sent },
	);
}

function connectionError(
	request: HttpRequest,
	failure: Failure,
	{ tries, address, sent }: { tries: number; address: string; sent: string },
): ConnectionError {
	const times = tries === 1 ? '' : ` after ${tries} tries`;
	const unknown =
		failure.maybeSent && !isRepeatable(request)
			? ' The bank may have carried the request out: look there before you send it again.'
			: '';
	return new ConnectionError(
		`No answer from ${address}${times}: ${failure.says} (${failure.code}).${unknown}`,
		{ tppAction: unknown ? 'contactBank' : failure.tppAction, interactionId: sent },
	);
}

function readAddress(address: string): URL {
	const url = URL.canParse(address) ? new URL(address) : undefined;
	if (url?.protocol === 'https:') return url;
	throw new ConfigurationError(
		`The address "${withoutQuery(address)}" is not a complete https address.`,
	);
}

function identified(request: HttpRequest): HttpRequest {
	const headers = { ...request.headers };
	if (!findInteractionId(headers)) headers['x-fapi-interaction-id'] = randomUUID();
	assertSendable(headers);
	return { ...request, headers };
}

/** A line break in a value would start a header of its own. */
function assertSendable(headers: Record<string, string>): void {
	for (const [name, value] of Object.entries(headers)) {
		// eslint-disable-next-line no-control-regex -- control characters are what is refused
		if (!/[\u0000-\u0008\u000a-\u001f\u007f]/.test(value)) continue;
		throw new ConfigurationError(`The header ${name} holds a line break or control character.`, {
			tppAction: 'fixRequest',
		});
	}
}

async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
	try {
		await sleep(milliseconds, undefined, { signal });
	} catch {
		throw cancelled();
	}
}

const isRepeatable = ({ method, repeatable }: HttpRequest) => repeatable ?? method === 'GET';

const withoutQuery = (address: string) => address.replace(/[?#].*$/s, '');

const cancelled = () =>
	new ConnectionError('The execution was stopped.', { tppAction: 'retryLater' });
