import type { IncomingHttpHeaders } from 'node:http';

import type { Provider } from 'oidc-provider';

import { json, type BankResponse } from '../http/response';
import type { BankRequest } from '../http/request';
import { mutualTlsPaths, type Routes } from './endpoints';

interface Mounted {
	prefix: string;
	issuer: string;
	routes: Routes;
	/** Client ID and secret are compared as the header has them. */
	rawClientSecrets?: true;
}

/**
 * Mounts the authorization server below a bank's path, on both listeners. It has one issuer, so every request is given the
 * issuer's host in the headers of a proxy.
 */
export function mountProvider(
	provider: Provider,
	{ prefix, issuer, routes, rawClientSecrets }: Mounted,
) {
	provider.proxy = true;
	const handle = provider.callback();
	const { host } = new URL(issuer);
	return async ({
		incoming,
		outgoing: response,
		listener,
		path,
	}: BankRequest): Promise<BankResponse | 'sent'> => {
		if (!isAvailableOn(listener, path, routes)) return rejectListener(listener);
		if (rawClientSecrets) encodeCredentials(incoming.headers);
		Object.assign(incoming.headers, { 'x-forwarded-host': host, 'x-forwarded-proto': 'https' });
		Object.assign(incoming, {
			originalUrl: incoming.url,
			baseUrl: prefix,
			url: incoming.url!.slice(prefix.length),
		});
		await handle(incoming, response);
		return 'sent';
	};
}

/** oidc-provider decodes ID and secret (RFC 6749 §2.3.1), so that they are encoded for it. */
function encodeCredentials(headers: IncomingHttpHeaders): void {
	const [, encoded] = /^Basic (.+)$/.exec(headers.authorization ?? '') ?? [];
	if (encoded === undefined) return;
	const [id, ...secret] = Buffer.from(encoded, 'base64').toString().split(':');
	const credentials = [id!, secret.join(':')].map(encodeURIComponent).join(':');
	headers.authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
}

function isAvailableOn(listener: BankRequest['listener'], path: string, routes: Routes): boolean {
	if (path === routes.jwks || path.startsWith('/.well-known/')) return true;
	return mutualTlsPaths(routes).includes(path) === (listener === 'mtls');
}

function rejectListener(listener: BankRequest['listener']): BankResponse {
	if (listener === 'mtls') return { status: 404 };
	return json(401, {
		error: 'invalid_client',
		error_description: 'a client certificate is required: use mtls_endpoint_aliases',
	});
}
