import { ConnectionError, InvalidResponseError } from '../errors';
import type { RawResponse } from './attempt';
import type { Failure } from './failure';
import { findInteractionId, type HttpRequest, type HttpResponse } from './http';
import { redact, withoutSecretsSent } from './redact';
import { showAddress } from './sendable';

/** What one try came to. */
export type Try = { response: RawResponse } | { failure: Failure };

/** What the last try means to the caller. @throws ConnectionError, InvalidResponseError */
export function conclude(request: HttpRequest, last: Try, tries: number): HttpResponse {
	if ('failure' in last) throw connectionError(request, last.failure, tries);
	const { status, headers, body, clockAhead } = last.response;
	const sent = findInteractionId(request.headers);
	const echoed = sent && headers[sent.name];
	if (request.method === 'GET') assertOurAnswer(status, sent?.value ?? '', echoed);
	return {
		status,
		headers,
		body: status >= 400 ? withoutSecretsSent(body, request) : body,
		interactionId: (quotable(echoed, request) || sent?.value) ?? '',
		address: showAddress(request.url),
		clockAhead,
	};
}

/**
 * Data that echoes another request's id may be another customer's. Only data: what a POST brought about, a token or a
 * registration, must not be thrown away for a gateway's own id.
 */
function assertOurAnswer(status: number, sent: string, echoed: string | undefined): void {
	if (status >= 300 || !echoed) return;
	// A gateway may add the header once more; Node joins the two with a comma.
	const ids = echoed.toLowerCase().split(/\s*,\s*/);
	if (ids.every((id) => id === sent.toLowerCase())) return;
	throw new InvalidResponseError(
		"The bank's answer carries the interaction id of another request and was not used.",
		{ httpStatus: status, interactionId: sent },
	);
}

/** The bank's id for its support; undefined where a secret stands in its place, for ids are shown and stored. */
function quotable(id: string | undefined, request: HttpRequest): string | undefined {
	if (id === undefined) return undefined;
	return redact(withoutSecretsSent(Buffer.from(id), request).toString()) === id ? id : undefined;
}

function connectionError(request: HttpRequest, failure: Failure, tries: number): ConnectionError {
	const times = tries === 1 ? '' : ` after ${tries} tries`;
	const unknown = failure.maybeSent ? outcomeUnknown(request) : '';
	return new ConnectionError(
		`No answer from ${showAddress(request.url)}${times}: ${failure.says} (${failure.code}).${unknown}`,
		{
			tppAction: unknown ? 'contactBank' : failure.tppAction,
			interactionId: findInteractionId(request.headers)?.value,
		},
	);
}

/** What to say of a request that was sent and had no answer; nothing of one that may simply be sent again. */
export const outcomeUnknown = (request: HttpRequest): string =>
	isIdempotent(request)
		? ''
		: ' The bank may have carried the request out: look there before you send it again.';

export const isIdempotent = ({ method, idempotent }: HttpRequest) => idempotent ?? method === 'GET';
