import type { BankProfile, Environment, TokenEndpointAuthMethod } from './profile';

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
