import { payloadDate } from '../accountInformation/dates';
import { obieRefused } from '../accountInformation/refusal';
import type { Account } from '../data/accounts';
import { slice, type View } from '../data/view';

/** The body of a consent: the account that a TPP may ask about. */
export interface FundsRequest {
	DebtorAccount: { SchemeName: string; Identification: string; Name?: string };
	ExpirationDateTime?: string;
}

/** Returns the account of the consent among those of a PSU, or undefined. */
export const fundsAccountOf = (
	accounts: View<Account>,
	{ DebtorAccount: { SchemeName, Identification } }: FundsRequest,
): Account | undefined =>
	slice(accounts, 0, accounts.length).find(({ sortCode, accountNumber }) => {
		const number = `${sortCode}${accountNumber}`;
		// An IBAN of the United Kingdom ends with sort code and account number.
		return SchemeName === 'UK.OBIE.IBAN'
			? Identification.endsWith(number)
			: Identification === number;
	});

export type FundsMembers = Record<string, unknown>;

/** Reads the body of a consent. @throws ObieRefusal for a member that is missing, unexpected or invalid */
export function readFundsRequest(data: FundsMembers): FundsRequest {
	assertMembers(data, ['DebtorAccount'], 'Data.', ['ExpirationDateTime']);
	const account = objectOf(data['DebtorAccount'], 'Data.DebtorAccount');
	const names = ['SchemeName', 'Identification'];
	const others = ['Name', 'SecondaryIdentification'];
	assertMembers(account, names, 'Data.DebtorAccount.', others);
	const identification = identifications[String(account['SchemeName'])];
	if (!identification) {
		throw obieRefused(400, 'U021', 'SchemeName is not supported', 'Data.DebtorAccount.SchemeName');
	}
	matchingText(account['Identification'], 'Data.DebtorAccount.Identification', identification);
	if ('Name' in account) matchingText(account['Name'], 'Data.DebtorAccount.Name', /^.{1,350}$/);
	const expiration = payloadDate(data['ExpirationDateTime'], 'Data.ExpirationDateTime');
	if (expiration && expiration.getTime() <= Date.now()) {
		throw obieRefused(400, 'U003', 'the date is in the past', 'Data.ExpirationDateTime');
	}
	return data as unknown as FundsRequest;
}

const identifications: Record<string, RegExp> = {
	'UK.OBIE.SortCodeAccountNumber': /^\d{14}$/,
	'UK.OBIE.IBAN': /^GB\d{2}[A-Z]{4}\d{14}$/,
};

/** The schemas are closed. @throws ObieRefusal */
export function assertMembers(
	object: FundsMembers,
	required: string[],
	path = 'Data.',
	optional: string[] = [],
): void {
	const missing = required.find((name) => object[name] === undefined);
	if (missing) throw obieRefused(400, 'U004', `${missing} is missing`, `${path}${missing}`);
	const known = [...required, ...optional];
	const unexpected = Object.keys(object).find((name) => !known.includes(name));
	if (!unexpected) return;
	throw obieRefused(400, 'U005', `${unexpected} is not expected`, `${path}${unexpected}`);
}

export function objectOf(value: unknown, path: string): FundsMembers {
	if (typeof value === 'object' && value !== null && !Array.isArray(value))
		return value as FundsMembers;
	throw obieRefused(400, 'U002', `${path} is not an object`, path);
}

export function matchingText(value: unknown, path: string, pattern: RegExp): string {
	if (typeof value === 'string' && pattern.test(value)) return value;
	throw obieRefused(400, 'U002', `${path} is invalid`, path);
}
