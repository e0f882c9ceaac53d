import type { LookupFunction } from 'node:net';

import { credentialError } from '../../lib/errors';
import { isFinal } from '../../lib/responses/nextStep';
import type { Tpp } from '../../lib/tpp';
import type { Connection, EgressFilter } from '../../lib/transport/http';
import { createSend } from '../../lib/transport/send';

interface ConnectionOptions {
	/** Aborted when the execution is canceled. */
	signal?: AbortSignal;
	/** Most requests of this connection to one host at the same time. */
	concurrency?: number;
}

/**
 * Returns the connection of the TPP to its bank, within the network policy of n8n and the limits of the bank.
 *
 * @param helpers of n8n's context, which have the network policy
 */
export function connectTo(
	tpp: Tpp,
	helpers: object,
	{ signal, concurrency }: ConnectionOptions = {},
): Connection {
	const send = createSend({
		identity: tpp.tls,
		egress: egressFilter(helpers),
		isFinal,
		concurrency,
		processConcurrency: tpp.bank.maxConcurrentRequests,
		signal,
	});
	return { tpp, send, signal };
}

/** The part of n8n's egress filter that our transport needs (n8n 2.23 and newer). */
interface SecureEgressFilter {
	validateUrl(url: URL): Promise<{ ok: boolean }>;
	createSecureLookup?: () => LookupFunction;
}

interface EgressHelpers {
	getSecureEgressFilter?: () => SecureEgressFilter | undefined;
}

/** Returns n8n's egress policy for our transport. Undefined: this n8n has none. */
function egressFilter(helpers: object): EgressFilter | undefined {
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
