import type { OpenBankingError } from '../../lib/errors';
import { createCache } from '../../lib/expiringCache';
import { jsonHash } from '../../lib/hash';
import type { RedirectOutcome } from '../../lib/oauth/redirectOutcome';

const told = createCache<true>(20_000);
const remembered = 2 * 60 * 60 * 1000;

/**
 * Whether the workflow does not know it yet. Whoever has seen a state can send any number of answers with it that fail, so
 * one for each kind of failure is enough; tokens come once anyway.
 */
export function isNews(result: RedirectOutcome, state: string | null): boolean {
	if (result.outcome === 'repeated') return false;
	if (!('error' in result) || result.session) return true;
	const { code, tppAction } = result.error;
	return isFirst([state, result.outcome, code, tppAction]);
}

/**
 * The same of a failure of settings or credential, with which nobody can tell whose an answer is: a state that looks like ours
 * may be anybody's. `path` is the trigger's.
 */
export const isNewFailure = (
	{ code, tppAction, details }: OpenBankingError,
	path: string,
): boolean => isFirst([path, code, tppAction, JSON.stringify(details.field)]);

function isFirst(kind: Array<string | null | undefined>): boolean {
	const key = jsonHash(kind);
	if (told.find(key)) return false;
	told.put(key, { value: true, expires: Date.now() + remembered });
	return true;
}
