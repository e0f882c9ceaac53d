import type { LookupFunction } from 'node:net';

import { credentialError } from '../../lib/errors';
import type { EgressFilter } from '../../lib/transport/http';

/** The part of n8n's egress filter that our transport needs (n8n 2.23 and newer). */
interface SecureEgressFilter {
	validateUrl(url: URL): Promise<{ ok: boolean }>;
	createSecureLookup?: () => LookupFunction;
}

interface EgressHelpers {
	getSecureEgressFilter?: () => SecureEgressFilter | undefined;
}

/** Returns n8n's egress policy for our transport. Undefined: this n8n has none. */
export function egressFilter(helpers: object): EgressFilter | undefined {
	const filter = (helpers as EgressHelpers).getSecureEgressFilter?.();
	if (!filter) return undefined;
	return {
		async assertAllowed(url) {
			const { ok } = await filter.validateUrl(url);
			if (ok) return;
			throw credentialError(`n8n does not allow connections to ${url.hostname}.`, 'bank', {
				suggestion: 'allowAddress',
			});
		},
		lookup: filter.createSecureLookup?.(),
	};
}
