import type { RegistrationRules } from '../registration/rules';
import { routes, type Routes } from './endpoints';

/** What clients may have registered. */
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

/** What tells one bank's authorization server from another's, beside what its clients may register. */
export interface ServerProfile {
	routes: Routes;
	/** Whether authorization requests come in a request object. */
	requestObject: 'required' | 'optional' | 'never';
	/** Answers in a JWT (JARM), for whoever asks; absent: in open parameters alone. */
	jwtResponses?: true;
	/** For clients that registered so; absent: for nobody. */
	encryptedIdTokens?: true;
	/** RFC 7636, with S256. */
	isPkceRequired: boolean;
	/** The scope without which no refresh token is issued; absent: the grant type is enough. */
	refreshScope?: string;
	/** Seconds; `interaction` is what the PSU has for each of the bank's pages. */
	lifetimes: { accessToken: number; refreshToken: number; interaction: number };
	/** Where discovery names the token endpoint: RFC 8705 §5 has an alias for it, not every bank has. */
	tokenEndpointAt: 'issuer' | 'mutualTls';
	/** Parameters of the authorization request that only the bank's own pages may set. */
	internalParameters: string[];
}

const day = 86_400;

/** As the Ozone platform has it, which Zopa and Monese run on. */
export const ozoneProfile: ServerProfile = {
	routes,
	requestObject: 'required',
	isPkceRequired: false,
	lifetimes: { accessToken: 3600, refreshToken: 90 * day, interaction: 900 },
	tokenEndpointAt: 'issuer',
	internalParameters: [],
};
