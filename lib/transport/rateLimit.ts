import type { HttpResponse, Send } from './http';
import { retryAfterMilliseconds } from './retry';

/**
 * Returns a Send for the requests of one run to one bank. After a 429 without `Retry-After` it sends nothing more: each
 * further request gets the same response. Banks count requests per day, so that only a later run can succeed.
 */
export function stoppingAtLimit(send: Send): Send {
	const refusals: HttpResponse[] = [];
	return async (request) => {
		const [refusal] = refusals;
		if (refusal) return refusal;
		const response = await send(request);
		if (isLimitWithoutEnd(response)) refusals.push(response);
		return response;
	};
}

const isLimitWithoutEnd = ({ status, headers }: HttpResponse) =>
	status === 429 && retryAfterMilliseconds(headers['retry-after'], new Date()) === undefined;
