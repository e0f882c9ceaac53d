import type { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';

import type { Configuration, KoaContextWithOIDC } from 'oidc-provider';

import { isIssuedBy } from '../directory/certificates';
import { isSameName } from '../httpSignature/distinguishedName';
import type { AuthorizationServerOptions } from './options';
import type { ServerProfile } from './profile';

/** Returns the features of oidc-provider that a bank uses. */
export function featuresOf({
	requestObject,
	routes,
	jwtResponses,
	encryptedIdTokens,
	directory,
}: ServerProfile & Pick<AuthorizationServerOptions, 'directory'>): Configuration['features'] {
	return {
		claimsParameter: { enabled: true },
		clientCredentials: { enabled: true },
		devInteractions: { enabled: false },
		encryption: { enabled: encryptedIdTokens === true },
		dPoP: { enabled: false },
		// `code` without JARM is outside the FAPI profile, but the bank's guide registers it.
		fapi: {
			enabled: true,
			profile: ({ oidc: { params } }) =>
				/id_token|jwt/.test(
					`${String(params?.['response_type'])} ${String(params?.['response_mode'])}`,
				)
					? '1.0 Final'
					: undefined,
		},
		jwtResponseModes: { enabled: jwtResponses === true },
		mTLS: {
			enabled: true,
			certificateBoundAccessTokens: true,
			tlsClientAuth: true,
			getCertificate,
			certificateAuthorized: (ctx) => isIssuedBy(directory.ca, getCertificate(ctx)!),
			certificateSubjectMatches: (ctx, property, expected) =>
				property === 'tls_client_auth_subject_dn' &&
				isSameName(getCertificate(ctx)?.subject ?? '', expected),
		},
		pushedAuthorizationRequests: { enabled: routes.pushed_authorization_request !== undefined },
		requestObjects: { enabled: requestObject !== 'never' },
		resourceIndicators: { enabled: false },
		revocation: { enabled: true },
		rpInitiatedLogout: { enabled: false },
		userinfo: { enabled: true },
	};
}

function getCertificate({ req }: KoaContextWithOIDC): X509Certificate | undefined {
	return (req.socket as TLSSocket).getPeerX509Certificate?.();
}

/** Returns the members of the discovery document that oidc-provider does not add itself. */
export function discoveryOf(options: AuthorizationServerOptions) {
	const { registrationEndpoint, mtlsAddress, prefix, profile } = options;
	const { token, revocation, userinfo, pushed_authorization_request: pushed } = profile.routes;
	const alias = (path: string): string => `${mtlsAddress}${prefix}${path}`;
	const registration = registrationEndpoint && { registration_endpoint: registrationEndpoint };
	return {
		...registration,
		mtls_endpoint_aliases: {
			token_endpoint: alias(token),
			revocation_endpoint: alias(revocation),
			userinfo_endpoint: alias(userinfo),
			...(pushed && { pushed_authorization_request_endpoint: alias(pushed) }),
			...registration,
		},
	};
}
