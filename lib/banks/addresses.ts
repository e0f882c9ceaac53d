import type { BankAddresses, BankProfile, Environment } from './profile';

/** Where a bank is. */
export interface Addresses extends BankAddresses {
	/** The discovery document, where it does not lie at the standard's place below the issuer. */
	discovery?: string;
	/** In place of the discovery document, at banks that publish none. */
	endpoints?: OAuthEndpoints;
}

/** RFC 8414 §2, the wire's spelling. */
export interface OAuthEndpoints {
	authorization_endpoint: string;
	token_endpoint: string;
	/** Absent: the bank issues no id_tokens. */
	jwks_uri?: string;
	registration_endpoint?: string;
}

/** What the operator enters where the profile has no address, or for the embedded bank. */
export interface EnteredAddresses extends Omit<Addresses, 'discovery' | 'registrationServer'> {
	/** The embedded bank's two listeners. */
	local?: { address: string; mtlsAddress: string };
}

/** Addresses that the operator entered come before those that the bank publishes. */
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

/** The roots with what the profile says of the way from them to the OAuth endpoints. */
function withOAuth(bank: BankProfile, roots: BankAddresses): Addresses {
	const { issuer } = roots;
	const endpoints = documentedEndpoints(bank, roots);
	return {
		...roots,
		...(bank.discoveryPath && issuer && { discovery: `${issuer}${bank.discoveryPath}` }),
		...(endpoints && { endpoints }),
	};
}

function publicRoots(published: BankAddresses = {}, entered: EnteredAddresses): BankAddresses {
	const issuer = issuerOf(entered.issuer) ?? published.issuer;
	const resourceServer = trimmed(entered.resourceServer);
	// Whoever enters a resource server means another bank than the one that the profile names.
	return resourceServer ? { issuer, resourceServer } : { ...published, issuer };
}

/** The embedded bank keeps each bank below its id. */
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
 * The issuer, also when the address of its discovery document is entered. A slash at the end belongs to an issuer that
 * has a path (OpenID Connect Discovery 1.0 §4.3).
 */
const issuerOf = (address: string | undefined) =>
	address
		?.trim()
		.replace(/\/\.well-known\/openid-configuration$/, '')
		.replace(/^(\w+:\/\/[^/]+)\/+$/, '$1') || undefined;

const trimmed = (address: string | undefined) => address?.trim().replace(/\/+$/, '') || undefined;
const placeholder = '{providerCode}';
/** Whether several banks stand behind the addresses, told apart by a code in their paths. */
export const hasProviders = (bank: BankProfile): boolean =>
	JSON.stringify(bank) !== JSON.stringify(withCode(bank, ''));
/** What a code may be, so that it stays one part of a path. */
export const isProviderCode = (code: string): boolean => /^[\w-]+([.~][\w-]+)*$/.test(code);
/** The profile of one of them; `code` is one by `isProviderCode`. */
export const ofProvider = (bank: BankProfile, code: string): BankProfile =>
	withCode(bank, code) as BankProfile;
/** The same with the code in its paths. */
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
