import type { HttpRequest, HttpResponse, Send } from './http';
import { retryAfterMilliseconds } from './retry';

/**
 * Returns a Send for the requests of one run to one bank. After a 429 without `Retry-After` it reads no more account data:
 * each further request for it gets the same response. Banks count these requests per day, so that only a later run can
 * succeed. Requests for tokens, consents and registrations are sent as before.
 */
export function stoppingAtLimit(send: Send): Send {
	const refusals: HttpResponse[] = [];
	return async (request) => {
		if (!isForAccountData(request)) return await send(request);
		const [refusal] = refusals;
		if (refusal) return refusal;
		const response = await send(request);
		if (isLimitWithoutEnd(response)) refusals.push(response);
		return response;
	};
}

const isForAccountData = ({ method, headers = {} }: HttpRequest) =>
	method === 'GET' && Object.keys(headers).some((name) => name.toLowerCase() === 'authorization');

const isLimitWithoutEnd = ({ status, headers }: HttpResponse) =>
	status === 429 && retryAfterMilliseconds(headers['retry-after'], new Date()) === undefined;
