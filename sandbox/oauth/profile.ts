import type { RegistrationRules } from '../registration/rules';
import { routes, type Routes } from './endpoints';

/** Values that clients may register. */
export type AuthorizationRules = Pick<
	RegistrationRules,
	| 'scopes'
	| 'responseTypes'
	| 'tokenEndpointAuthMethods'
	| 'tokenEndpointAuthSigningAlgs'
	| 'idTokenSigningAlgs'
	| 'requestObjectSigningAlgs'
	| 'authorizationSigningAlgs'
	| 'idTokenEncryptions'
>;

/** How one bank's authorization server differs from others, besides the values that clients may register. */
export interface ServerProfile {
	routes: Routes;
	/** Whether authorization requests must, may or cannot be request objects. */
	requestObject: 'required' | 'optional' | 'never';
	/** The bank supports authorization responses in a JWT (JARM). Absent: plain parameters only. */
	jwtResponses?: true;
	/** The bank encrypts id_tokens for clients that registered for it. Absent: never. */
	encryptedIdTokens?: true;
	/** Client ID and secret are compared as the header has them. Absent: form-encoded (RFC 6749 §2.3.1). */
	rawClientSecrets?: true;
	/** The bank requires PKCE (RFC 7636) with S256. */
	isPkceRequired: boolean;
	/** Scope that a refresh token requires; absent: the grant type is sufficient. */
	refreshScope?: string;
	/** Clients that may use authorization codes get refresh tokens, whether they registered that grant or not. */
	refreshesEveryClient?: true;
	/**
	 * A refresh token that was used already: the bank refuses it, or accepts it as if it were new. Absent: it also withdraws
	 * every token of the consent (RFC 9700 §4.14.2).
	 */
	usedRefreshTokens?: 'refused' | 'accepted';
	/** Seconds. `interaction` is the time for each page of the bank. */
	lifetimes: { accessToken: number; refreshToken: number; interaction: number };
	/** Address of the token endpoint in discovery. RFC 8705 §5 has an alias for mutual TLS, which some banks do not use. */
	tokenEndpointAt: 'issuer' | 'mutualTls';
	/** Seconds from `nbf` to `exp` of a request object. Absent: an hour (FAPI 1.0 part 2 §5.2.2). */
	requestLifetime?: number;
	/** `aud` of client assertions must be the token endpoint. Absent: it may also be the issuer. */
	assertionAudience?: 'tokenEndpoint';
	/** Path of `authorization_endpoint` in discovery, where nothing is. Absent: the one of `routes`. */
	unusableAuthorizationPath?: string;
	/** Parameters of the authorization request that only the bank itself sets. */
	internalParameters: string[];
}

const day = 86_400;

/**
 * The Ozone platform, on which Zopa and Monese run. Pictures of its sandboxes show refresh tokens for clients that
 * registered only the grants that the guides list. That Zopa and Monese do the same is an assumption.
 */
export const ozoneProfile: ServerProfile = {
	routes,
	requestObject: 'required',
	isPkceRequired: false,
	refreshesEveryClient: true,
	lifetimes: { accessToken: 3600, refreshToken: 90 * day, interaction: 900 },
	tokenEndpointAt: 'issuer',
	internalParameters: [],
};
