import { parameterError } from '../../errors';
import { signedRequest } from '../../httpSignature/signedRequest';
import { isSealedText } from '../../jose/seal';
import { assertBankUrl } from '../../oauth/bearer';
import { openSession } from '../../oauth/session';
import type { Tpp } from '../../tpp';
import { accessHeaders } from './authorisation';

/** A request that the caller sends on its own, such as n8n's HTTP Request node. */
export interface OtherRequest {
	url: string;
	headers: Record<string, string>;
	/** Exactly as it will be sent. Empty: no body. */
	body: string;
}

/**
 * Returns the headers of such a request with the bank's HTTP message signature. A sealed session after `Bearer` becomes the
 * headers that give access to the data of its consent.
 *
 * @throws ConfigurationError when the session does not open, the URL is not one of the bank's, or the request cannot be signed
 */
export async function signedOtherHeaders(
	{ url, headers, body }: OtherRequest,
	tpp: Tpp,
): Promise<Record<string, string>> {
	assertBankUrl(url, tpp);
	const kept = Object.entries(headers).filter(([name]) => !replaced.has(name.toLowerCase()));
	const request = {
		method: 'GET' as const,
		url,
		headers: { ...Object.fromEntries(kept), ...(await access(headers, tpp)) },
		body,
	};
	return signedRequest(request, tpp).headers!;
}

/** The signature brings its own values of these headers. */
const replaced = new Set([
	...['authorization', 'x-request-id', 'date', 'digest', 'signature'],
	'tpp-signature-certificate',
]);

async function access(headers: Record<string, string>, tpp: Tpp): Promise<Record<string, string>> {
	const [, given] =
		Object.entries(headers).find(([name]) => name.toLowerCase() === 'authorization') ?? [];
	if (given === undefined) return {};
	const sealed = /^\s*Bearer\s+(\S+)\s*$/i.exec(given)?.[1];
	if (sealed && isSealedText(sealed)) return accessHeaders(tpp, await openSession(sealed, tpp));
	throw parameterError(
		`The header Authorization is not a session. ${tpp.bank.name} has no access tokens: enter Bearer and the session.`,
		'authorization',
	);
}
