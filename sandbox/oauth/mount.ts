import type { Provider } from 'oidc-provider';

import { json, type Answer } from '../http/answer';
import type { BankRequest } from '../http/request';
import { mutualTls, type Routes } from './endpoints';

/**
 * Both listeners lead to the same authorization server, which has one issuer: it is told its own host the way a proxy
 * would tell it, whatever the request says.
 */
export function mounted(
	provider: Provider,
	{ prefix, issuer, routes }: { prefix: string; issuer: string; routes: Routes },
) {
	provider.proxy = true;
	const handle = provider.callback();
	const { host } = new URL(issuer);
	return async ({
		incoming,
		response,
		listener,
		path,
	}: BankRequest): Promise<Answer | 'answered'> => {
		if (!isServedOn(listener, path, routes)) return wrongListener(listener);
		Object.assign(incoming.headers, { 'x-forwarded-host': host, 'x-forwarded-proto': 'https' });
		Object.assign(incoming, {
			originalUrl: incoming.url,
			baseUrl: prefix,
			url: incoming.url!.slice(prefix.length),
		});
		await handle(incoming, response);
		return 'answered';
	};
}

function isServedOn(listener: BankRequest['listener'], path: string, routes: Routes): boolean {
	if (path === routes.jwks || path.startsWith('/.well-known/')) return true;
	return mutualTls(routes).includes(path) === (listener === 'mtls');
}

function wrongListener(listener: BankRequest['listener']): Answer {
	if (listener === 'mtls') return { status: 404 };
	return json(401, {
		error: 'invalid_client',
		error_description: 'a client certificate is required: use mtls_endpoint_aliases',
	});
}
