import { Provider, type KoaContextWithOIDC } from 'oidc-provider';

import type { BankResponse } from '../http/response';
import type { BankRequest } from '../http/request';
import { misbehaviourMiddleware } from '../misbehaviour/middleware';
import { clientOf } from './client';
import { configurationOf } from './configuration';
import { mountProvider } from './mount';
import type { AuthorizationServerOptions } from './options';
import { recordingMiddleware } from './recording';
import { unsignedRequestObjects } from './requestObject';
import { newStore, type Store } from './store';
import { originOnThisMachine } from '../pages/wayBack';
import { wayBackMiddleware } from './wayBack';

export interface AuthorizationServer {
	provider: Provider;
	respond(request: BankRequest): Promise<BankResponse | 'sent'>;
	revokeByClientId: Store['revokeByClientId'];
	revokeByGrantId(grantId: string): Promise<void>;
	expireByGrantId: Store['expireByGrantId'];
}

/** Creates the authorization server of a bank with oidc-provider. */
export function openAuthorizationServer(options: AuthorizationServerOptions): AuthorizationServer {
	const { address, prefix, directory, home, misbehaviour, ledger, memory, registrations, profile } =
		options;
	const findClient = (clientId: string) => {
		const registration = registrations.find(clientId);
		return registration && clientOf(registration, directory, profile);
	};
	const store = newStore(findClient, memory.of(prefix), profile);
	const issuer = `${address}${prefix}`;
	const provider = new Provider(issuer, configurationOf(options, store));
	acceptMtlsAudience(provider, options);
	provider.use(wayBackMiddleware(originOnThisMachine(options.settings.redirectUris)));
	// Records the response that is sent, and the correct response before the misbehaviour changed it.
	provider.use(recordingMiddleware(ledger));
	provider.use(misbehaviourMiddleware(misbehaviour, prefix.slice(1), home.bankKey));
	provider.use(recordingMiddleware(ledger));
	provider.use(unsignedRequestObjects(profile.routes.authorization, registrations));
	provider.use(discovery(options));
	provider.on('server_error', (_ctx, error) => console.error(error));
	return {
		provider,
		respond: mountProvider(provider, { prefix, issuer, ...profile }),
		revokeByClientId: store.revokeByClientId,
		expireByGrantId: store.expireByGrantId,
		revokeByGrantId: async (grantId) => {
			await store.adapter('AccessToken').revokeByGrantId(grantId);
		},
	};
}

// RFC 8705 §5: a client that uses the alias of the token endpoint may name it as the audience of its assertion.
function acceptMtlsAudience(
	provider: Provider,
	{ address, mtlsAddress, prefix, profile }: AuthorizationServerOptions,
) {
	const { prototype } = provider.OIDCContext as unknown as {
		prototype: { clientJwtAuthExpectedAudience(): Set<string> };
	};
	const expected = prototype.clientJwtAuthExpectedAudience;
	const path = `${prefix}${profile.routes.token}`;
	const [tokenEndpoint, alias] = [`${address}${path}`, `${mtlsAddress}${path}`];
	prototype.clientJwtAuthExpectedAudience = function () {
		if (profile.assertionAudience === 'tokenEndpoint') return new Set([tokenEndpoint, alias]);
		return expected.call(this).add(alias);
	};
}

// Adds what oidc-provider does not publish itself.
function discovery({ rules, address, mtlsAddress, prefix, profile }: AuthorizationServerOptions) {
	return async (ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> => {
		await next();
		if (ctx.oidc?.route !== 'discovery') return;
		Object.assign(ctx.body as object, {
			request_object_signing_alg_values_supported: rules.requestObjectSigningAlgs,
			...(profile.unusableAuthorizationPath && {
				authorization_endpoint: `${address}${prefix}${profile.unusableAuthorizationPath}`,
			}),
			...(profile.tokenEndpointAt === 'mutualTls' && {
				token_endpoint: `${mtlsAddress}${prefix}${profile.routes.token}`,
			}),
		});
	};
}
