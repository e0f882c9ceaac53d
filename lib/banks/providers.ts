import type { BankProfile } from './profile';

const placeholder = '{providerCode}';

/** Whether several banks stand behind the addresses, told apart by a code in their paths. */
export const hasProviders = (bank: BankProfile): boolean =>
	JSON.stringify(bank).includes(placeholder);

/** The profile of one of them. */
export const ofProvider = (bank: BankProfile, code: string): BankProfile =>
	JSON.parse(JSON.stringify(bank).replaceAll(placeholder, encodeURIComponent(code))) as BankProfile;
