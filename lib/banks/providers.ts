import type { BankProfile } from './profile';

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
