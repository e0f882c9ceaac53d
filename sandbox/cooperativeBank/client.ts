import type { Onboarded } from '../directory/onboarding';
import type { RegisteredClient } from '../oauth/client';
import { routes } from '../oauth/endpoints';
import { consentIdParameter } from '../oauth/intent';
import { stepUpParameter } from '../oauth/policy';
import type { AuthorizationRules, ServerProfile } from '../oauth/profile';

/** "Tokens": what the one client may do that was registered by e-mail. */
export function clientWith(
	{ clientId, clientSecret }: Onboarded,
	redirectUri: string,
): RegisteredClient {
	return {
		client_id: clientId,
		client_secret: clientSecret,
		metadata: {
			redirect_uris: [redirectUri],
			grant_types: ['authorization_code', 'client_credentials', 'refresh_token'],
			response_types: ['code'],
			scope: rules.scopes.join(' '),
			token_endpoint_auth_method: 'client_secret_basic',
		},
	};
}

/** "Only Client_secret_basic is supported". */
export const rules: AuthorizationRules = {
	scopes: ['accounts', 'offline'],
	responseTypes: ['code'],
	tokenEndpointAuthMethods: ['client_secret_basic'],
	tokenEndpointAuthSigningAlgs: [],
	// No scope asks for one.
	idTokenSigningAlgs: ['PS256'],
	requestObjectSigningAlgs: [],
};

/** "They will expire after 30 minutes", "They are valid for 30 days". */
export const profileOf = (authorization: string, token: string): ServerProfile => ({
	routes: { ...routes, authorization, token },
	requestObject: 'never',
	isPkceRequired: true,
	refreshScope: 'offline',
	lifetimes: { accessToken: 30 * 60, refreshToken: 30 * 86_400 },
	tokenEndpointAt: 'mutualTls',
	internalParameters: [consentIdParameter, stepUpParameter],
});
