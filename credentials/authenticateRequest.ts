import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';

import { parameterError } from '../lib/errors';
import { withAccessToken } from '../lib/oauth/bearer';
import { signedOtherHeaders } from '../lib/operations/berlinGroup/authorisation';
import type { Tpp } from '../lib/tpp';
import { trustedAuthorities } from '../lib/transport/agents';
import { toTpp } from '../nodes/shared/credential';
import type { CredentialFields } from '../nodes/shared/credentialFields';
import { presentError } from '../nodes/shared/nodeError';

/** Returns the request of the HTTP Request node as the bank accepts it. @throws OpenBankingError with advice */
export async function authenticateRequest(
	credentials: ICredentialDataDecryptedObject,
	request: IHttpRequestOptions,
): Promise<IHttpRequestOptions> {
	try {
		const tpp = await toTpp(credentials as unknown as CredentialFields, new Date());
		return await withTokenAndCertificate(request, tpp);
	} catch (thrown) {
		const { error, advice } = presentError(thrown, []);
		throw error.with(advice, {});
	}
}

/** Returns the request with the certificate, and with the token in place of a session. */
async function withTokenAndCertificate(
	request: IHttpRequestOptions,
	tpp: Tpp,
): Promise<IHttpRequestOptions> {
	const { tls } = tpp;
	return {
		...request,
		...(await authorised(request, tpp)),
		...withoutRedirects,
		agentOptions: {
			cert: tls.certificatePem,
			key: tls.keyPem,
			ca: trustedAuthorities(tls.caPem),
			// The HTTP Request node ignores the request's own option for this.
			...(tls.ignoreSslIssues && { rejectUnauthorized: false }),
		},
	};
}

/** Returns the headers, and the body exactly as it was signed. */
async function authorised(
	request: IHttpRequestOptions,
	tpp: Tpp,
): Promise<Pick<IHttpRequestOptions, 'headers' | 'body'>> {
	const url = urlOf(request);
	if (!tpp.bank.httpSignature) {
		return { headers: await withAccessToken(request.headers ?? {}, url, tpp) };
	}
	const body = bodyText(request.body);
	const headers = Object.fromEntries(
		Object.entries(request.headers ?? {}).map(([name, value]) => [name, String(value)]),
	);
	return {
		headers: await signedOtherHeaders({ url, headers, body }, tpp),
		...(body !== '' && { body }),
	};
}

/** n8n writes an object as JSON without spaces, and leaves a JSON text as it is. */
function bodyText(body: unknown): string {
	if (body === undefined || body === null) return '';
	if (typeof body === 'string') return body.trim();
	const isPlain = Object.getPrototypeOf(body) === Object.prototype || Array.isArray(body);
	if (isPlain) return JSON.stringify(body);
	throw parameterError('Only a JSON body can be signed.', 'body');
}

/** In the spelling of n8n, and in that of the HTTP Request node. */
const withoutRedirects = {
	disableFollowRedirect: true,
	followRedirect: false,
	followAllRedirects: false,
};

/** The HTTP Request node uses `uri`, the name of a former library. */
const urlOf = ({ url, uri }: IHttpRequestOptions & { uri?: string }) => String(url ?? uri);
