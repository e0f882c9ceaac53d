import { ConfigurationError } from '../errors';
import type { Tpp } from '../tpp';

/** @throws ConfigurationError when neither profile nor credential name the bank's resource server */
export function requireResourceServer({ addresses, bank }: Tpp): string {
	if (addresses.resourceServer) return addresses.resourceServer;
	throw new ConfigurationError(
		`API Base URL is empty, and ${bank.name} publishes no address for this environment.`,
		{ field: 'API Base URL' },
	);
}

/** Root of the host that registers clients. @throws ConfigurationError when it is not known */
export const requireRegistrationServer = (tpp: Tpp): string =>
	tpp.addresses.registrationServer ?? requireResourceServer(tpp);
