import type { ClientAuth, ServerMetadata } from 'openid-client';

import type { Fetch, FetchOptions } from './exchange';

interface Moving {
	/** The discovery document that the address comes from. */
	server: ServerMetadata;
	clientId: string;
	authentication: ClientAuth;
	/** The document as it is now; undefined when it cannot be had. */
	rediscover(): Promise<ServerMetadata | undefined>;
}

/**
 * Asks again where the endpoint has moved to, once, after a 404: a discovery document that is kept may be outdated. A bank
 * that has answered so has read no code and no assertion; the latter is made anew all the same (RFC 7523 §3, `jti`).
 */
export function followingMoves(fetch: Fetch, moving: Moving): Fetch {
	return async (url, options) => {
		const response = await fetch(url, options);
		if (response.status !== 404) return response;
		const address = movedTo(url, moving.server, await moving.rediscover());
		return address === undefined ? response : await fetch(address, await renewed(options, moving));
	};
}

function movedTo(
	url: string,
	before: ServerMetadata,
	now: ServerMetadata | undefined,
): string | undefined {
	const name = Object.entries(addressesOf(before)).find(([, address]) => address === url)?.[0];
	const address = name && now && addressesOf(now)[name];
	const isAddress = typeof address === 'string' && address.startsWith('https://');
	return isAddress && address !== url ? address : undefined;
}

/** The alias is the one that is used (RFC 8705 §5). */
const addressesOf = (server: ServerMetadata): Record<string, unknown> => ({
	...server,
	...server.mtls_endpoint_aliases,
});

async function renewed(
	options: FetchOptions,
	{ server, clientId, authentication }: Moving,
): Promise<FetchOptions> {
	const { body } = options;
	if (!(body instanceof URLSearchParams)) return options;
	const headers = new Headers(options.headers);
	await authentication(server, { client_id: clientId }, body, headers);
	return { ...options, headers: Object.fromEntries(headers) };
}
