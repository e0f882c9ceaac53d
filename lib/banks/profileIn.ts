import { mergePatch } from './mergePatch';
import type { BankProfile, Environment } from './profile';

/** Returns the profile that applies in an environment. The embedded bank is like the sandbox. */
export function profileIn(bank: BankProfile, environment: Environment): BankProfile {
	const { inProduction, ...profile } = bank;
	if (environment !== 'production' || !inProduction) return profile;
	return mergePatch(profile, inProduction) as BankProfile;
}
