import { createHash } from 'node:crypto';

import { createCache } from '../../lib/expiringCache';
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
	const kind = [state, result.outcome, code, tppAction];
	const key = createHash('sha256').update(JSON.stringify(kind)).digest('base64url');
	if (told.find(key)) return false;
	told.put(key, { value: true, expires: Date.now() + remembered });
	return true;
}
