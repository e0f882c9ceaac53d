import { findHeader, type HttpRequest, type HttpResponse, type Send } from './http';
import { retryAfterMilliseconds } from './retry';
import type { SendOptions } from './send';

/**
 * Returns a Send for the requests of one run to one bank. After a 429 without `Retry-After` it reads no more account data:
 * each further request for it gets the same response. Banks count these requests per day, so that only a later run can
 * succeed. Requests for tokens, consents and registrations are sent as before.
 *
 * The Berlin Group counts each resource of each consent on its own (NextGenPSD2 1.3.9, `frequencyPerDay`), and others can
 * still be read.
 *
 * @param isFinal returns whether the body says that the limit lasts longer than the run, whatever `Retry-After` says
 */
export function stoppingAtLimit(send: Send, isFinal?: SendOptions['isFinal']): Send {
	const refusals = new Map<string, HttpResponse>();
	return async (request) => {
		const counted = countedAs(request);
		if (counted === undefined) return await send(request);
		const refusal = refusals.get(counted);
		if (refusal) return refusal;
		const response = await send(request);
		if (isLimitWithoutEnd(response) || isFinalLimit(response, isFinal))
			refusals.set(counted, response);
		return response;
	};
}

/** Returns what the bank counts a request with. Undefined: it does not read account data. */
function countedAs({ method, url, headers = {} }: HttpRequest): string | undefined {
	if (method !== 'GET') return undefined;
	if (findHeader(headers, 'authorization') !== undefined) return 'all';
	const consentId = findHeader(headers, 'consent-id');
	return consentId === undefined ? undefined : `${consentId} ${url.replace(/\?.*/s, '')}`;
}

const isLimitWithoutEnd = ({ status, headers }: HttpResponse) =>
	status === 429 && retryAfterMilliseconds(headers['retry-after'], new Date()) === undefined;

const isFinalLimit = (response: HttpResponse, isFinal: SendOptions['isFinal']) =>
	response.status === 429 && isFinal?.(response) === true;
