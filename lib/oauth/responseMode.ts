import type { ServerMetadata } from 'openid-client';

import type { JwtResponseMode } from '../banks/profile';
import { ConfigurationError } from '../errors';
import type { Tpp } from '../tpp';

/** OpenID Connect Discovery 1.0 §3: what a bank offers that lists none. */
const usualModes = ['query', 'fragment'];

/**
 * A bank that does not offer the mode (JARM §4) may answer openly, which nobody could tell from an answer that somebody else
 * made. Where the operator entered the endpoints there is no list to look into.
 *
 * @throws ConfigurationError when discovery does not offer what the profile asks for
 */
export function assertJwtResponseMode(
	mode: JwtResponseMode | undefined,
	{ response_modes_supported: listed }: ServerMetadata,
	{ addresses, bank }: Tpp,
): void {
	const offered = Array.isArray(listed) ? listed : usualModes;
	if (!mode || addresses.endpoints || offered.includes(mode)) return;
	throw new ConfigurationError(
		`The profile of ${bank.name} asks for the response mode ${mode}, which is not among response_modes_supported of the bank's discovery document. Take authorizationRequest.responseMode out of the profile, or name one that is.`,
		{ field: 'Bank Profile' },
	);
}
