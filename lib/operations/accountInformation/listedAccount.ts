import { InvalidResponseError } from '../../errors';
import type { JsonObject } from '../../responses/body';
import { isJsonObject, jsonText } from '../../responses/json';
import { canBePathSegment } from '../../transport/http';
import { redact } from '../../transport/redact';
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

/** Returns an account of the bank's list, whose ID is usable. */
export const toListedAccount = (account: JsonObject): ListedAccount => ({
	accountId: String(account.AccountId),
	accountName: readableName(account),
	identification: identificationOf(account),
});

/** An account whose name or kind is invalid can still be read. */
function readableName(account: JsonObject): string | undefined {
	try {
		return accountNameOf(account);
	} catch {
		return undefined;
	}
}

/**
 * Returns why an account cannot be read, such as `account 2 has no usable AccountId (it is missing)`. Undefined: its ID can be
 * part of a URL.
 */
export function problemOfAccount(account: JsonObject, position: number): string | undefined {
	const problem = problemOfId(account.AccountId);
	const name = bankEntry(account) === account ? 'AccountId' : 'resourceId';
	return problem && `account ${position} has no usable ${name} (${problem})`;
}

function problemOfId(id: unknown): string | undefined {
	if (typeof id === 'number') return undefined;
	if (typeof id === 'string' && canBePathSegment(id)) return undefined;
	if (id === undefined) return 'it is missing';
	if (id === null) return 'it is null';
	if (typeof id !== 'string') return `it is of type ${typeof id}`;
	return id.trim() === '' ? 'it is empty' : `${JSON.stringify(redact(id))} cannot be part of a URL`;
}

/** Accounts that one error names. */
const maxUnusableNamed = 20;

/** Returns the error for a list with accounts that cannot be read. @param reasons what `problemOfAccount` returned */
export function unusableAccounts(reasons: readonly string[]): InvalidResponseError {
	const named = reasons.slice(0, maxUnusableNamed).join('; ');
	const more = reasons.length > maxUnusableNamed ? '; and others' : '';
	return new InvalidResponseError(`The bank's list of accounts is invalid: ${named}${more}.`);
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
