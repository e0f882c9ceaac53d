import type { OpenBankingError } from '../../lib/errors';
import { createCache } from '../../lib/expiringCache';
import { jsonHash } from '../../lib/hash';
import type { RedirectOutcome } from '../../lib/oauth/redirectOutcome';
import { replayCapacity, replayLifetime } from '../../lib/oauth/replay';

/** The outcomes that have started the workflow already, in this process. */
const reported = createCache<true>(replayCapacity);

/**
 * Returns whether the outcome starts the workflow. Somebody who has seen a state can send any number of failing redirects
 * with it, so each kind of failure starts the workflow once for a state.
 */
export function isNewOutcome(result: RedirectOutcome, state: string | null): boolean {
	if (result.outcome === 'repeated') return false;
	if (!('error' in result)) return true;
	if (result.session && result.outcome !== 'undecided') return true;
	const { code, tppAction } = result.error;
	return isFirst(state, result.outcome, code, tppAction);
}

/**
 * Returns whether a failure of the trigger's settings or credential starts the workflow: once for each kind and trigger.
 * With a broken credential nobody can tell whose redirect it is.
 *
 * @param path the trigger's path
 */
export const isNewFailure = (
	{ code, tppAction, details }: OpenBankingError,
	path: string,
): boolean => isFirst(path, code, tppAction, details.field);

function isFirst(...parts: unknown[]): boolean {
	const key = jsonHash(...parts);
	if (reported.find(key)) return false;
	reported.put(key, { value: true, expires: Date.now() + replayLifetime });
	return true;
}
