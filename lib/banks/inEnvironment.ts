import { mergePatch } from './mergePatch';
import type { BankProfile, Environment, TokenEndpointAuthMethod } from './profile';

/** Returns the profile that applies in an environment. The embedded bank is like the sandbox. */
export function profileIn(bank: BankProfile, environment: Environment): BankProfile {
	const { inProduction, ...profile } = bank;
	if (environment !== 'production' || !inProduction) return profile;
	return mergePatch(profile, inProduction) as BankProfile;
}

/**
 * Returns the authentication method that the profile registers. The embedded bank uses that of the sandbox. Clients that a
 * portal registers authenticate with a secret.
 */
export function defaultAuthMethod(
	{ registration }: BankProfile,
	environment: Environment,
): TokenEndpointAuthMethod {
	if (registration.via !== 'dcr') return 'client_secret_basic';
	return registration.tokenEndpointAuthMethod[
		environment === 'production' ? 'production' : 'sandbox'
	];
}
