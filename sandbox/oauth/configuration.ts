import { randomBytes } from 'node:crypto';

import type { Configuration } from 'oidc-provider';

import { isInForce } from '../accountInformation/consents';
import { errorPage } from '../pages/error';
import { acrValues, assertAcr } from './acr';
import { algorithmsOf, signingKey, type SigningAlgorithm } from './algorithms';
import { discoveryOf, featuresOf } from './features';
import { assertIntent, intentIdOf } from './intent';
import type { AuthorizationServerOptions } from './options';
import { interactionPolicyWith } from './policy';
import { assertRequestObject, isBrowserRequest } from './requestObject';
import type { Store } from './store';

/** Returns the configuration of oidc-provider for a bank. */
export function configurationOf(options: AuthorizationServerOptions, store: Store): Configuration {
	const { rules, prefix, profile, directory } = options;
	const { routes, lifetimes } = profile;
	return {
		adapter: store.adapter,
		routes,
		jwks: { keys: [signingKey(options)] },
		scopes: rules.scopes,
		responseTypes: rules.responseTypes as Configuration['responseTypes'],
		extraParams: profile.internalParameters,
		acrValues: [...acrValues],
		claims: { openid: ['sub'], acr: null, auth_time: null, openbanking_intent_id: null },
		clientAuthMethods: rules.tokenEndpointAuthMethods as Configuration['clientAuthMethods'],
		enabledJWA: algorithmsOf(rules),
		clientDefaults: {
			id_token_signed_response_alg: rules.idTokenSigningAlgs[0] as SigningAlgorithm,
			...(rules.authorizationSigningAlgs && {
				authorization_signed_response_alg: rules.authorizationSigningAlgs[0] as SigningAlgorithm,
			}),
		},
		ttl: {
			AccessToken: lifetimes.accessToken,
			ClientCredentials: lifetimes.accessToken,
			AuthorizationCode: 60,
			IdToken: 3600,
			Interaction: lifetimes.interaction,
			// The PSU's sign-in must last as long as the pages after it.
			Session: Math.max(3600, lifetimes.interaction),
			Grant: lifetimes.refreshToken,
			RefreshToken: lifetimes.refreshToken,
		},
		cookies: {
			keys: [randomBytes(32).toString('base64url')],
			long: { path: prefix, signed: true },
		},
		clockTolerance: 10,
		pkce: { required: () => profile.isPkceRequired },
		discovery: discoveryOf(options),
		features: featuresOf({ ...profile, directory }),
		interactions: {
			policy: interactionPolicyWith((ctx) => {
				if (profile.requestObject === 'required' && isBrowserRequest(ctx)) {
					assertRequestObject(ctx, options.registrations, profile);
				}
				assertIntent(ctx, options.consents);
				assertAcr(ctx);
			}),
			url: (_ctx, interaction) => `${prefix}/interaction/${interaction.uid}`,
		},
		findAccount: accountFinder(options),
		loadExistingGrant: async (ctx) => {
			const grantId = ctx.oidc.result?.consent?.grantId;
			return grantId ? await ctx.oidc.provider.Grant.find(grantId) : undefined;
		},
		issueRefreshToken: async (_ctx, client, { scopes }) =>
			client.grantTypeAllowed('refresh_token') &&
			(profile.refreshScope === undefined || scopes.has(profile.refreshScope)),
		rotateRefreshToken: true,
		// The consent limits the tokens, not the PSU's session at the bank.
		expiresWithSession: async () => false,
		renderError: async (ctx, out) => {
			ctx.type = 'html';
			ctx.body = errorPage(out.error, out.error_description ?? '');
		},
	};
}

function accountFinder({
	psus,
	consents,
}: AuthorizationServerOptions): Configuration['findAccount'] {
	return async (ctx, accountId, token) => {
		const grantId = (token as { grantId?: string } | undefined)?.grantId;
		const consent = grantId ? consents.findByGrantId(grantId) : undefined;
		// A refresh token is valid only while its consent is.
		if (grantId && !(consent && isInForce(consent, grantId))) return undefined;
		if (!psus.some(({ user }) => user === accountId)) return undefined;
		return {
			accountId,
			claims: async () => ({
				sub: accountId,
				openbanking_intent_id: consent?.ConsentId ?? intentIdOf(ctx.oidc),
			}),
		};
	};
}
