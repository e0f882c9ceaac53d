import type { BankAddresses, BankProfile, Environment } from './profile';

/** The addresses of a bank in one environment. */
export interface Addresses extends BankAddresses {
	/** Endpoints of a bank that publishes no discovery document. */
	endpoints?: OAuthEndpoints;
}

/** Endpoints in the spelling of RFC 8414 §2. */
export interface OAuthEndpoints {
	authorization_endpoint: string;
	token_endpoint: string;
	/** Absent: the bank issues no id_tokens. */
	jwks_uri?: string;
	registration_endpoint?: string;
}

/** Addresses that the operator enters, for the embedded bank or where the profile has none. */
export interface EnteredAddresses extends Pick<
	Addresses,
	'issuer' | 'resourceServer' | 'endpoints'
> {
	/** Addresses of the embedded bank's two servers. */
	local?: { address: string; mtlsAddress: string };
}

/** Returns the bank's addresses. Entered addresses take precedence over published ones. */
export function bankAddresses(
	bank: BankProfile,
	environment: Environment,
	entered: EnteredAddresses,
): Addresses {
	if (environment === 'local') return withOAuth(bank, localRoots(bank, entered));
	const roots = publicRoots(bank.environments[environment], entered);
	const { endpoints } = entered;
	return endpoints ? { ...roots, endpoints } : withOAuth(bank, roots);
}

/** Adds the discovery document and the OAuth endpoints of the profile to the roots. */
function withOAuth(bank: BankProfile, roots: BankAddresses): Addresses {
	const { issuer, discovery } = roots;
	const endpoints = documentedEndpoints(bank, roots);
	return {
		...roots,
		...(bank.discoveryPath &&
			issuer &&
			!discovery && { discovery: `${issuer}${bank.discoveryPath}` }),
		...(endpoints && { endpoints }),
	};
}

function publicRoots(published: BankAddresses = {}, entered: EnteredAddresses): BankAddresses {
	const { discovery, registrationServer, ...roots } = published;
	const issuer = issuerOf(entered.issuer);
	const resourceServer = trimmed(entered.resourceServer);
	return {
		...roots,
		// An entered address also replaces the one that belongs to the published address.
		...(issuer ? { issuer } : discovery && { discovery }),
		...(resourceServer ? { resourceServer } : registrationServer && { registrationServer }),
	};
}

/** The embedded bank has each bank below a path with the bank's ID. */
function localRoots(
	{ id, authorizationRequest }: BankProfile,
	{ local }: EnteredAddresses,
): BankAddresses {
	return {
		issuer: authorizationRequest && local && `${trimmed(local.address)}/${id}`,
		resourceServer: local && `${trimmed(local.mtlsAddress)}/${id}`,
	};
}

function documentedEndpoints(
	{ oauthPaths }: BankProfile,
	{ issuer, resourceServer }: BankAddresses,
): OAuthEndpoints | undefined {
	if (!oauthPaths || !issuer || !resourceServer) return undefined;
	return {
		authorization_endpoint: `${issuer}${oauthPaths.authorization}`,
		token_endpoint: `${resourceServer}${oauthPaths.token}`,
	};
}

/**
 * Returns the issuer, also when the address of its discovery document is entered. Keeps a slash at the end of an issuer
 * with a path (OpenID Connect Discovery 1.0 §4.3).
 */
const issuerOf = (address: string | undefined) =>
	address
		?.trim()
		.replace(/\/\.well-known\/openid-configuration$/, '')
		.replace(/^(\w+:\/\/[^/]+)\/+$/, '$1') || undefined;

const trimmed = (address: string | undefined) =>
	address?.trim().replace(/(?<!\/)\/+$/, '') || undefined;

const placeholder = '{providerCode}';

/** Returns whether several banks share the addresses, with a provider code in their paths. */
export const hasProviders = (bank: BankProfile): boolean =>
	JSON.stringify(bank) !== JSON.stringify(withCode(bank, ''));

/** Returns whether the code is valid. A valid code stays one segment of a path. */
export const isProviderCode = (code: string): boolean => /^[\w-]+([.~][\w-]+)*$/.test(code);

/** Returns the profile of one provider. `code` must be valid by `isProviderCode`. */
export const ofProvider = (bank: BankProfile, code: string): BankProfile =>
	withCode(bank, code) as BankProfile;

/** Replaces the placeholder in all paths of `value`. */
function withCode(value: unknown, code: string): unknown {
	if (typeof value === 'string') {
		return value.startsWith('/') ? value.replaceAll(placeholder, () => code) : value;
	}
	if (Array.isArray(value)) return value.map((member) => withCode(member, code));
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([name, member]) => [name, withCode(member, code)]),
	);
}
