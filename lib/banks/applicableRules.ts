import { mergePatch } from './mergePatch';
import type {
	BankProfile,
	BerlinGroupAccountInformation,
	Environment,
	ObieAccountInformation,
	TokenEndpointAuthMethod,
} from './profile';

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

/** Returns the rules of OBIE's account information API. Undefined: the bank has another standard, or none. */
export const obieRules = ({
	accountInformation,
}: BankProfile): ObieAccountInformation | undefined =>
	accountInformation?.standard === 'berlin-group' ? undefined : accountInformation;

/** Returns the rules of the Berlin Group's account information API. Undefined: the bank has another standard, or none. */
export const berlinGroupRules = ({
	accountInformation,
}: BankProfile): BerlinGroupAccountInformation | undefined =>
	accountInformation?.standard === 'berlin-group' ? accountInformation : undefined;
