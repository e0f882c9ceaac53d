import { InvalidResponseError } from '../../errors';
import type { JsonObject } from '../../responses/body';
import { isJsonObject, jsonText } from '../../responses/json';
import { canBePathSegment } from '../../transport/http';
import { bankEntry } from '../berlinGroup/entries';
import { code, first, member, text } from './members';

/** An account of the bank's list. */
export interface ListedAccount {
	accountId: string;
	/** As `accountNameOf` returns it. Absent: not read yet, or it has no name. */
	accountName?: string;
	/** As `identificationOf` returns it. Absent: not read, or the bank sends nothing. */
	identification?: string;
}

/** Returns an account of the bank's list. @throws InvalidResponseError for an account without a usable ID */
export function toListedAccount(account: JsonObject, position: number): ListedAccount {
	const { AccountId } = account;
	if (typeof AccountId === 'string' ? canBePathSegment(AccountId) : typeof AccountId === 'number') {
		return {
			accountId: String(AccountId),
			accountName: accountNameOf(account),
			identification: identificationOf(account),
		};
	}
	const name = bankEntry(account) === account ? 'AccountId' : 'resourceId';
	throw new InvalidResponseError(
		`The bank's list of accounts is invalid: account ${position} has no usable ${name} (${describe(AccountId)}).`,
	);
}

function describe(value: unknown): string {
	if (value === undefined) return 'it is missing';
	if (value === null) return 'it is null';
	if (typeof value !== 'string') return `it is of type ${typeof value}`;
	return value.trim() === '' ? 'it is empty' : `${JSON.stringify(value)} cannot be part of a URL`;
}

/**
 * Returns what the customer or the bank calls an account: its nickname, its description, or the name of its holder. If
 * the bank sends neither (Zopa), it is the kind of account with the end of its number.
 */
export function accountNameOf(account: JsonObject): string | undefined {
	const identified = first(account, 'Account');
	const names = [account.Nickname, account.Description, member(identified, 'Name')];
	const name = names.find((one): one is string => typeof one === 'string' && one.trim() !== '');
	const number = text(identified, 'Identification')?.slice(-4);
	return name ?? ([kindWords(account), number].filter(Boolean).join(' ') || undefined);
}

/** Returns the kind of an account in words, such as `Current account`. */
const kindWords = (account: JsonObject): string | undefined =>
	accountKind(account)?.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** Returns the word for the kind of an account. */
export const accountKind = (account: JsonObject): string | undefined =>
	code(account, account.AccountTypeCode ? 'AccountTypeCode' : 'AccountSubType', 'accountType');

/**
 * Returns what identifies an account besides its AccountId, such as scheme and account number. Undefined: the bank sent
 * none.
 */
export function identificationOf({ Account, Currency }: JsonObject): string | undefined {
	const numbers = (Array.isArray(Account) ? Account : [])
		.filter(isJsonObject)
		.filter(({ Identification }) => typeof Identification === 'string' && Identification !== '');
	// The number of a card changes with the card.
	const lasting = numbers.filter(({ SchemeName }) => !/PAN$/i.test(jsonText(SchemeName)));
	const texts = (lasting.length > 0 ? lasting : numbers).map((one) =>
		JSON.stringify([one.SchemeName, one.Identification, one.SecondaryIdentification ?? '']),
	);
	return texts.length > 0 ? [...texts.sort(), jsonText(Currency)].join(' ') : undefined;
}
