import { defaultLimits, findHeader, type HttpRequest, type HttpResponse, type Send } from './http';
import { retryAfterMilliseconds, type IsFinal } from './retry';

/** Sessions in a row that the bank refuses before it counts as limiting the TPP, not its PSUs. */
const limitedAfter = 20;

/**
 * Returns a Send for the requests of one run to one bank. After a 429 that lasts longer than the run, it sends no further GET
 * with that token, not even one that already waits for its turn: each of them gets the same response. Banks count these
 * requests per day and PSU (RTS art. 36(5)(b)), so that only a later run can succeed. When the bank refuses 20 tokens in a
 * row like this, it limits the TPP, and the remaining tokens of the run get the last refusal. Requests with other methods, and
 * those without a token, are always sent.
 *
 * The Berlin Group counts each resource of each consent on its own (NextGenPSD2 1.3.9, `frequencyPerDay`), and others can
 * still be read.
 *
 * @param isFinal returns whether the body says that the limit of this PSU lasts longer than the run, whatever `Retry-After`
 * says
 */
export function stoppingAtLimit(send: Send, isFinal?: IsFinal): Send {
	const refusals = new Map<string, HttpResponse>();
	/** The sessions that were refused since the last other response. */
	const inARow = new Set<string>();
	let refusalOfAll: HttpResponse | undefined;
	const onRefusal =
		({ key, session }: Quota) =>
		(response: HttpResponse) => {
			const isFinalForPsu = isFinal?.(response) === true;
			if (!isFinalForPsu && !lastsLongerThanRun(response)) return;
			refusals.set(key, response);
			// The limit of one PSU says nothing about the others.
			if (isFinalForPsu) return;
			inARow.add(session);
			if (inARow.size >= limitedAfter) refusalOfAll = response;
		};
	return async (request) => {
		const quota = quotaOf(request);
		if (!quota) return await send(request);
		const refusal = () => refusals.get(quota.key) ?? refusalOfAll;
		const known = refusal();
		if (known) return known;
		const response = await send({
			...request,
			limit: { refusal, onRefusal: onRefusal(quota) },
		});
		if (response.status !== 429) inARow.clear();
		return response;
	};
}

interface Quota {
	/** Requests with the same key share one quota of the bank. */
	key: string;
	/** The token or the consent, which may have several quotas. */
	session: string;
}

/** Returns the quota that a request uses. Undefined: it reads nothing with a token or a consent. */
function quotaOf({ method, url, headers = {} }: HttpRequest): Quota | undefined {
	if (method !== 'GET') return undefined;
	const token = findHeader(headers, 'authorization');
	if (token !== undefined) return { key: token, session: token };
	const session = findHeader(headers, 'consent-id');
	return session === undefined
		? undefined
		: { key: `${session} ${url.replace(/\?.*/s, '')}`, session };
}

/** Returns whether the bank does not say for how long, or for longer than a request waits. */
function lastsLongerThanRun({ headers }: HttpResponse): boolean {
	const wait = retryAfterMilliseconds(headers['retry-after'], new Date());
	return wait === undefined || wait > defaultLimits.wait;
}
