import { OpenBankingError } from '../errors';
import { createCache } from '../expiringCache';
import { readJsonLeniently } from '../responses/body';
import type { Connection, HttpRequest, HttpResponse, Send } from '../transport/http';
import { tlsFingerprint } from '../transport/tlsFingerprint';

const keySets = createCache<HttpResponse>();
const lifetime = 60 * 1000;

/** Key sets as they were last had: a PSU must not wait because the bank's keys cannot be read just now. */
const former = createCache<HttpResponse>();
const formerLifetime = 60 * 60 * 1000;

/**
 * A way to the bank on which its JWKS is fetched once a minute at most, so that it is soon seen when keys change, and
 * unknown ones cause no storm. While it cannot be had, the keys of the last hour count. All other requests of openid-client
 * are POST.
 */
export function keepingKeySets({ tpp, send }: Connection): Send {
	return async (request) => {
		if (request.method !== 'GET') return await send(request);
		const key = `${request.url} ${tlsFingerprint(tpp.tls)}`;
		return await keySets.get(key, async () => {
			const value = await fetchOrRemember(request, send, key);
			return { value, expires: value.status === 200 ? Date.now() + lifetime : 0 };
		});
	};
}

async function fetchOrRemember(
	request: HttpRequest,
	send: Send,
	key: string,
): Promise<HttpResponse> {
	try {
		const response = withoutMalformedKeys(await send(request));
		if (isKeySet(response)) {
			former.put(key, { value: response, expires: Date.now() + formerLifetime });
			return response;
		}
		return former.find(key) ?? response;
	} catch (error) {
		const remembered = error instanceof OpenBankingError ? former.find(key) : undefined;
		if (remembered) return remembered;
		throw error;
	}
}

/** A bank that is being mended may answer 200 with a page. */
const isKeySet = (response: HttpResponse) =>
	response.status === 200 && Array.isArray(readJsonLeniently(response)?.keys);

/** A text in place of the list `key_ops` (RFC 7517 §4.3) would be searched like one. */
function withoutMalformedKeys(response: HttpResponse): HttpResponse {
	const set = readJsonLeniently(response);
	if (!Array.isArray(set?.keys)) return response;
	const keys = set.keys.filter((key: unknown) => {
		const { key_ops } = Object(key) as { key_ops?: unknown };
		return key_ops === undefined || Array.isArray(key_ops);
	});
	if (keys.length === set.keys.length) return response;
	return { ...response, body: Buffer.from(JSON.stringify({ ...set, keys })) };
}
