import { createHash } from 'node:crypto';

import type { Provider } from 'oidc-provider';

import { header, type BankRequest } from '../http/request';

export interface IssuedToken {
	kind: string;
	clientId: string;
	scopes: Set<string>;
	grantId?: string;
	isExpired: boolean;
	destroy(): Promise<void>;
}

/**
 * Returns the token in the Authorization header, if this bank issued it and it is bound to the request's certificate. An access
 * token may be expired.
 */
export type TokenFinder = (request: BankRequest) => Promise<IssuedToken | undefined>;

/** Creates the token finder of a bank. */
export function tokenFinder(provider: Provider): TokenFinder {
	return async (request) => {
		const value = bearer(request);
		if (value === undefined) return undefined;
		const token =
			(await provider.AccessToken.find(value, { ignoreExpiration: true })) ??
			(await provider.ClientCredentials.find(value));
		return token && isBoundTo(request.certificate, token) ? (token as IssuedToken) : undefined;
	};
}

function bearer(request: BankRequest): string | undefined {
	return /^Bearer +([\w.~+/-]+=*)$/i.exec(header(request, 'authorization') ?? '')?.[1];
}

// RFC 8705 §3: a certificate-bound token is valid only with its certificate.
function isBoundTo(certificate: Buffer | undefined, token: object): boolean {
	const thumbprint = (token as { 'x5t#S256'?: string })['x5t#S256'];
	return (
		certificate !== undefined &&
		thumbprint === createHash('sha256').update(certificate).digest('base64url')
	);
}
