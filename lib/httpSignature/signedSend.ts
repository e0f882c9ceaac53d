import { randomUUID } from 'node:crypto';

import type { HttpSignatureRules } from '../banks/profile';
import { credentialError } from '../errors';
import { requireSigner } from '../requirements';
import type { Tpp } from '../tpp';
import type { Connection, HttpRequest, Send } from '../transport/http';
import { signedHeaders } from './signedHeaders';

/**
 * Returns a Send that signs every request, with an X-Request-ID of its own. Each attempt is signed anew, because a bank may
 * refuse an ID that comes twice.
 */
export const signing =
	({ tpp, send }: Connection): Send =>
	async (request) =>
		await send(signedRequest(request, tpp));

/**
 * Returns the request with an X-Request-ID and a signature by the rules of the bank.
 *
 * @throws ConfigurationError when there is no signing certificate, its key is not RSA, or a header cannot be signed
 */
export function signedRequest(request: HttpRequest, tpp: Tpp): HttpRequest {
	const { headers, body = '' } = request;
	return {
		...request,
		headers: signedHeaders({
			headers: { ...headers, 'X-Request-ID': randomUUID() },
			body,
			identity: requireSigner(tpp),
			rules: requireSignatureRules(tpp),
			now: new Date(),
		}),
		renew: async () => signedRequest(request, tpp),
	};
}

/** Returns the rules of the bank's HTTP message signature. */
function requireSignatureRules({ bank }: Tpp): HttpSignatureRules {
	if (bank.httpSignature) return bank.httpSignature;
	throw credentialError(`${bank.name} has no HTTP message signatures.`, 'bank');
}
