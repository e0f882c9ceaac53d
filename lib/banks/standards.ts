import type { BankProfile, BerlinGroupAccountInformation, ObieAccountInformation } from './profile';

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
