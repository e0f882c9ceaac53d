import { Provider, type KoaContextWithOIDC } from 'oidc-provider';

import type { Answer } from '../http/answer';
import type { BankRequest } from '../http/request';
import { clientOf } from './client';
import { configurationOf, type AuthorizationServerOptions } from './configuration';
import { routes } from './endpoints';
import { mounted } from './mount';
import { unsignedRequestObjects } from './requestObject';
import { newStore, type Store } from './store';

export interface AuthorizationServer {
	provider: Provider;
	answer(request: BankRequest): Promise<Answer | 'answered'>;
	revokeByClientId: Store['revokeByClientId'];
	revokeByGrantId(grantId: string): Promise<void>;
}

export function openAuthorizationServer(options: AuthorizationServerOptions): AuthorizationServer {
	const { address, prefix, directory, registrations } = options;
	const store = newStore((clientId) => {
		const registration = registrations.find(clientId);
		return registration && clientOf(registration, directory);
	});
	const issuer = `${address}${prefix}`;
	const provider = new Provider(issuer, configurationOf(options, store));
	acceptMtlsAudience(provider, options);
	provider.use(unsignedRequestObjects(routes.authorization, registrations));
	provider.use(discoverUnsignedRequestObjects);
	provider.on('server_error', (_ctx, error) => console.error(error));
	return {
		provider,
		answer: mounted(provider, prefix, issuer),
		revokeByClientId: store.revokeByClientId,
		revokeByGrantId: async (grantId) => {
			await store.adapter('AccessToken').revokeByGrantId(grantId);
		},
	};
}

// RFC 8705 §5: a client that uses the alias of the token endpoint may well name it as the audience of its assertion.
function acceptMtlsAudience(
	provider: Provider,
	{ mtlsAddress, prefix }: AuthorizationServerOptions,
) {
	const { prototype } = provider.OIDCContext as unknown as {
		prototype: { clientJwtAuthExpectedAudience(): Set<string> };
	};
	const expected = prototype.clientJwtAuthExpectedAudience;
	prototype.clientJwtAuthExpectedAudience = function () {
		return expected.call(this).add(`${mtlsAddress}${prefix}${routes.token}`);
	};
}

async function discoverUnsignedRequestObjects(
	ctx: KoaContextWithOIDC,
	next: () => Promise<void>,
): Promise<void> {
	await next();
	const metadata = ctx.body as { request_object_signing_alg_values_supported?: string[] };
	if (ctx.oidc?.route === 'discovery') {
		metadata.request_object_signing_alg_values_supported = ['none', 'PS256'];
	}
}
