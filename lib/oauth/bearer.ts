import { ConfigurationError } from '../errors';
import { looksSealed } from '../jose/seal';
import type { Tpp } from '../tpp';
import { assertUsable, hasExpired, openSession } from './session';

/**
 * The headers of a request to `url` with `Bearer` and the access token where `Bearer` and the sealed session stood (RFC
 * 6750 §2.1). Headers without a session come back as they are.
 *
 * @throws ConfigurationError when the session does not open or has expired, or when the address is none of the bank's
 * @throws InvalidResponseError when its tokens must not be used
 */
export async function withAccessToken<Headers extends Record<string, unknown>>(
	headers: Headers,
	url: string,
	tpp: Tpp,
): Promise<Headers> {
	const name = Object.keys(headers).find((key) => key.toLowerCase() === 'authorization');
	const sealed = name && /^\s*Bearer\s+(\S+)\s*$/i.exec(String(headers[name]))?.[1];
	if (!sealed || !looksSealed(sealed)) return headers;
	assertOfBank(url, tpp);
	const session = await openSession(sealed, tpp);
	assertUsable(session);
	if (hasExpired(session)) throw expired();
	return { ...headers, [name]: `Bearer ${session.accessToken}` };
}

/** Whoever gets the token can use it as far as the bank lets them: nobody but the bank gets it. */
function assertOfBank(url: string, { addresses, bank }: Tpp): void {
	const { resourceServer, registrationServer, issuer } = addresses;
	const origins = [resourceServer, registrationServer, issuer].map(originOf);
	const origin = originOf(url);
	if (origin !== undefined && origins.includes(origin)) return;
	throw new ConfigurationError(
		`The session is for ${bank.name}, and ${origin ?? 'the URL'} is none of its addresses. Choose the credential that made the session, or correct the URL.`,
		{ field: 'URL', tppAction: 'fixRequest' },
	);
}

const originOf = (url: string | undefined) =>
	url !== undefined && URL.canParse(url) ? new URL(url).origin : undefined;

const expired = () =>
	new ConfigurationError(
		'The session has expired. Put Get Token with the operation Refresh before this node, and pass on the session that it emits.',
		{ field: 'Authorization', tppAction: 'fixRequest' },
	);
