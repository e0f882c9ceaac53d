import type { Payments } from '../../banks/profile';
import { parameterError } from '../../errors';
import { isIban } from '../iban';

/** Who receives the money: an account in the UK by sort code and number, or by IBAN. */
export interface Payee {
	name: string;
	/** Six digits of sort code and eight of account number, with or without separators, or an IBAN. */
	account: string;
}

/** OBIE Read/Write, `OBCashAccount…`: how an account is identified. */
interface AccountIdentification {
	SchemeName: 'UK.OBIE.SortCodeAccountNumber' | 'UK.OBIE.IBAN';
	Identification: string;
}

/**
 * Returns the payee as the bank expects it.
 *
 * @throws ConfigurationError for a name or an account that is invalid, or an IBAN at a bank that does not accept it
 */
export function creditorAccount(
	{ name, account }: Payee,
	{ accountSchemes }: Payments,
): AccountIdentification & { Name: string } {
	const Name = accountName(name, { owner: 'payee', key: 'payeeName' });
	const identification = accountIdentification(account, { owner: 'payee', key: 'payeeAccount' });
	if (accountSchemes?.includes(identification.SchemeName) === false) {
		throw parameterError(
			'This bank does not accept an IBAN as the account of the payee. Enter the sort code and the account number, 6 and 8 digits.',
			'payeeAccount',
		);
	}
	return { ...identification, Name };
}

/** Whose account it is, and the field that it comes from. */
interface AccountOwner {
	owner: 'payee' | 'PSU';
	key: string;
}

/**
 * Returns the name of an account. OBIE Read/Write has `Max350Text`.
 *
 * @throws ConfigurationError for a name that is empty or too long, or has a character that a bank cannot show
 */
export function accountName(name: string, { owner, key }: AccountOwner): string {
	const text = name.trim();
	const fault = nameFault(text);
	if (!fault) return text;
	throw parameterError(`The name of the ${owner} ${fault}.`, key);
}

function nameFault(text: string): string | undefined {
	if (text === '') return 'is empty';
	if (text.length > 350) return 'has more than 350 characters';
	return hasUnseen(text) ? 'has a line break or another character that cannot be shown' : undefined;
}

/** Returns whether a text has a character that a person does not see, or that changes the order of others. */
export const hasUnseen = (text: string): boolean => /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(text);

/**
 * Returns an account of the payee or of the PSU as the bank expects it.
 *
 * @throws ConfigurationError for an account number of another form, or an IBAN with wrong check digits (ISO 13616)
 */
export function accountIdentification(
	account: string,
	{ owner, key }: AccountOwner,
): AccountIdentification {
	const text = account.replace(/[\s-]/g, '').toUpperCase();
	if (/^\d{14}$/.test(text)) {
		return { SchemeName: 'UK.OBIE.SortCodeAccountNumber', Identification: text };
	}
	if (isIban(text)) return { SchemeName: 'UK.OBIE.IBAN', Identification: text };
	const looksLikeIban = /^[A-Z]{2}\d{2}/.test(text);
	throw parameterError(
		looksLikeIban
			? `The IBAN of the ${owner} is invalid: its check digits or its length are wrong.`
			: `The account of the ${owner} is invalid. Enter the sort code and the account number, 6 and 8 digits, or an IBAN.`,
		key,
	);
}
