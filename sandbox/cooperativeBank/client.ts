import type { OnboardedClient } from '../directory/onboarding';
import type { RegisteredClient } from '../oauth/client';
import { routes } from '../oauth/endpoints';
import { consentIdParameter } from '../oauth/intent';
import { stepUpParameter } from '../oauth/policy';
import type { AuthorizationRules, ServerProfile } from '../oauth/profile';

/** "Tokens": returns the client that was registered by email. */
export function clientWith(
	{ clientId, clientSecret }: OnboardedClient,
	redirectUris: string[],
): RegisteredClient {
	return {
		client_id: clientId,
		client_secret: clientSecret,
		metadata: {
			redirect_uris: redirectUris,
			grant_types: ['authorization_code', 'client_credentials', 'refresh_token'],
			response_types: ['code'],
			scope: 'accounts fundsconfirmations payments offline',
			token_endpoint_auth_method: 'client_secret_basic',
		},
	};
}

/** "Only Client_secret_basic is supported". The bank supports more scopes than the client is registered for. */
export const rules: AuthorizationRules = {
	scopes: ['accounts', 'fundsconfirmations', 'payments', 'offline'],
	responseTypes: ['code'],
	tokenEndpointAuthMethods: ['client_secret_basic'],
	tokenEndpointAuthSigningAlgs: [],
	// No scope requests an id_token.
	idTokenSigningAlgs: ['PS256'],
	requestObjectSigningAlgs: [],
};

const day = 86_400;

/**
 * "They will expire after 30 minutes", "They are valid for 30 days". "There isn't a timeout in the redirection journey":
 * one day is long enough, and abandoned journeys are removed in the end.
 */
export const profileOf = (authorization: string, token: string): ServerProfile => ({
	routes: { ...routes, authorization, token },
	requestObject: 'never',
	isPkceRequired: true,
	refreshScope: 'offline',
	lifetimes: { accessToken: 30 * 60, refreshToken: 30 * day, interaction: day },
	tokenEndpointAt: 'mutualTls',
	internalParameters: [consentIdParameter, stepUpParameter],
});
