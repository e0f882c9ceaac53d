import { randomBytes, type X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';

import type { Configuration, KoaContextWithOIDC } from 'oidc-provider';

import type { Consents } from '../accountInformation/consents';
import type { Surroundings } from '../banks/bank';
import type { Psu } from '../data/psus';
import { kidOf } from '../directory/keys';
import { errorPage } from '../pages/error';
import type { RegistrationRules } from '../registration/rules';
import type { Registrations } from '../registration/registrations';
import { acrValues, assertAcr } from './acr';
import { routes } from './endpoints';
import { assertIntent, intentIdOf } from './intent';
import { policyWith } from './policy';
import { assertRequestObject } from './requestObject';
import type { Store } from './store';

export interface AuthorizationServerOptions extends Surroundings {
	/** Path of the bank, under which the authorization server is mounted. */
	prefix: string;
	rules: RegistrationRules;
	registrationEndpoint: string;
	registrations: Registrations;
	consents: Consents;
	psus: Psu[];
}

export function configurationOf(options: AuthorizationServerOptions, store: Store): Configuration {
	const { rules, home, prefix } = options;
	const day = 86_400;
	return {
		adapter: store.adapter,
		routes,
		jwks: {
			keys: [
				{
					...home.bankKey.export({ format: 'jwk' }),
					kid: kidOf(home.bankKey),
					use: 'sig',
					alg: 'PS256',
				},
			],
		},
		scopes: rules.scopes,
		responseTypes: ['code id_token', 'code'],
		acrValues: [...acrValues],
		claims: { openid: ['sub'], acr: null, auth_time: null, openbanking_intent_id: null },
		clientAuthMethods: ['client_secret_basic', 'private_key_jwt'],
		enabledJWA: {
			idTokenSigningAlgValues: ['PS256'],
			requestObjectSigningAlgValues: ['PS256'],
			clientAuthSigningAlgValues: ['PS256'],
		},
		clientDefaults: { id_token_signed_response_alg: 'PS256' },
		ttl: {
			AccessToken: 3600,
			ClientCredentials: 3600,
			AuthorizationCode: 60,
			IdToken: 3600,
			Interaction: 900,
			Session: 3600,
			Grant: 90 * day,
			RefreshToken: 90 * day,
		},
		cookies: {
			keys: [randomBytes(32).toString('base64url')],
			long: { path: prefix, signed: true },
		},
		clockTolerance: 10,
		pkce: { required: () => false },
		discovery: discoveryOf(options),
		features: featuresOf(),
		interactions: {
			policy: policyWith((ctx) => {
				if (ctx.oidc.route === 'authorization') assertRequestObject(ctx, options.registrations);
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
		issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed('refresh_token'),
		rotateRefreshToken: true,
		// Tokens outlive the PSU's session at the bank: the consent says how long.
		expiresWithSession: async () => false,
		renderError: async (ctx, out) => {
			ctx.type = 'html';
			ctx.body = errorPage(out.error, out.error_description ?? '');
		},
	};
}

function featuresOf(): Configuration['features'] {
	return {
		claimsParameter: { enabled: true },
		clientCredentials: { enabled: true },
		devInteractions: { enabled: false },
		dPoP: { enabled: false },
		// `code` alone without JARM is outside the profile, and the bank's guide registers it all the same.
		fapi: {
			enabled: true,
			profile: ({ oidc }) =>
				String(oidc.params?.['response_type']).includes('id_token') ? '1.0 Final' : undefined,
		},
		mTLS: { enabled: true, certificateBoundAccessTokens: true, getCertificate },
		pushedAuthorizationRequests: { enabled: false },
		requestObjects: { enabled: true },
		resourceIndicators: { enabled: false },
		revocation: { enabled: true },
		rpInitiatedLogout: { enabled: false },
		userinfo: { enabled: true },
	};
}

function getCertificate({ req }: KoaContextWithOIDC): X509Certificate | undefined {
	return (req.socket as TLSSocket).getPeerX509Certificate?.();
}

function discoveryOf({ registrationEndpoint, mtlsAddress, prefix }: AuthorizationServerOptions) {
	const alias = (path: string): string => `${mtlsAddress}${prefix}${path}`;
	return {
		registration_endpoint: registrationEndpoint,
		mtls_endpoint_aliases: {
			token_endpoint: alias(routes.token),
			revocation_endpoint: alias(routes.revocation),
			userinfo_endpoint: alias(routes.userinfo),
			registration_endpoint: registrationEndpoint,
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
		// A refresh token is worth what its consent is worth.
		if (grantId && consent?.status !== 'AUTH') return undefined;
		if (!psus.some(({ user }) => user === accountId)) return undefined;
		return {
			accountId,
			claims: async () => ({
				sub: accountId,
				openbanking_intent_id: consent?.ConsentId ?? intentIdOf(ctx.oidc.claims),
			}),
		};
	};
}
