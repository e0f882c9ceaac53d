import type { BankAddresses, BankProfile, Environment } from './profile';

/** Where a bank is. */
export interface Addresses extends BankAddresses {
	/** In place of the discovery document, at banks that publish none. */
	endpoints?: OAuthEndpoints;
}

/** RFC 8414 §2, the wire's spelling. */
export interface OAuthEndpoints {
	authorization_endpoint: string;
	token_endpoint: string;
	jwks_uri: string;
	registration_endpoint?: string;
}

/** What the operator enters where the profile has no address, or for the embedded bank. */
export interface EnteredAddresses extends Addresses {
	/** The embedded bank's two listeners. */
	local?: { address: string; mtlsAddress: string };
}

/** Addresses that the operator entered come before those that the bank publishes. */
export function bankAddresses(
	bank: BankProfile,
	environment: Environment,
	entered: EnteredAddresses,
): Addresses {
	if (environment === 'local') return localAddresses(bank, entered);
	const published = bank.environments[environment] ?? {};
	return {
		issuer: issuerOf(entered.issuer) ?? published.issuer,
		resourceServer: trimmed(entered.resourceServer) ?? published.resourceServer,
		...(entered.endpoints && { endpoints: entered.endpoints }),
	};
}

/** The embedded bank keeps each bank below its id. */
function localAddresses({ id, authorizationRequest }: BankProfile, { local }: EnteredAddresses) {
	return {
		issuer: authorizationRequest && local && `${trimmed(local.address)}/${id}`,
		resourceServer: local && `${trimmed(local.mtlsAddress)}/${id}`,
	};
}

/**
 * The issuer, also when the address of its discovery document is entered. A slash at the end belongs to an issuer that
 * has a path (OpenID Connect Discovery 1.0 §4.3).
 */
const issuerOf = (address: string | undefined) =>
	address
		?.trim()
		.replace(/\/\.well-known\/openid-configuration$/, '')
		.replace(/^(\w+:\/\/[^/]+)\/+$/, '$1') || undefined;

const trimmed = (address: string | undefined) => address?.trim().replace(/\/+$/, '') || undefined;
