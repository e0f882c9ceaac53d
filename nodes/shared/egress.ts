import type { LookupFunction } from 'node:net';

import { ConfigurationError } from '../../lib/errors';
import type { EgressFilter } from '../../lib/transport/http';

/** The part of n8n's filter that a transport of its own needs (n8n 2.23 and newer). */
interface SecureEgressFilter {
	validateUrl(url: URL): Promise<{ ok: boolean }>;
	createSecureLookup?: () => LookupFunction;
}

interface EgressHelpers {
	getSecureEgressFilter?: () => SecureEgressFilter | undefined;
}

/** n8n's egress policy for our transport; undefined where the running n8n has none. */
export function egressFilter(helpers: object): EgressFilter | undefined {
	const filter = (helpers as EgressHelpers).getSecureEgressFilter?.();
	if (!filter) return undefined;
	return {
		async assertAllowed(url) {
			const { ok } = await filter.validateUrl(url);
			if (ok) return;
			throw new ConfigurationError(
				`This n8n does not let workflows connect to ${url.hostname}. Its administrator can allow the host (N8N_SSRF_ALLOWED_HOSTNAMES).`,
				{ field: 'Bank' },
			);
		},
		lookup: filter.createSecureLookup?.(),
	};
}
