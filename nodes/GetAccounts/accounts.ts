import { InvalidResponseError } from '../../lib/errors';
import { listReading, listRequest } from '../../lib/operations/accountInformation/lists';
import { readPages } from '../../lib/operations/accountInformation/pagination';
import {
	accountsOf,
	isListOfAccounts,
	type AccountListName,
} from '../../lib/operations/accountInformation/resources';
import { identificationOf } from '../../lib/operations/accountInformation/transactionCursor';
import { accountNameOf } from '../../lib/operations/accountInformation/simplify';
import { bankEntry } from '../../lib/operations/berlinGroup/entries';
import type { JsonObject } from '../../lib/responses/body';
import type { Connection } from '../../lib/transport/http';
import type { Item } from '../shared/operation';
import type { AccountDataSettings } from './settings';

/** An account to read. */
export interface Account {
	accountId: string;
	/** What the customer or the bank calls the account. Absent: not read yet, or it has no name. */
	accountName?: string;
	/** What identifies the account besides its ID. Absent: not read, or the bank sends nothing. */
	identification?: string;
}

/** Accounts that were read, and the failure that ended the list. */
export interface ReadAccounts {
	accounts: Account[];
	failure?: unknown;
}

/**
 * Returns the entered account, or all accounts that the PSU selected. Items with the same session share the list, unless it
 * could not be read to its end.
 */
export async function selectedAccounts(
	connection: Connection,
	{ resource, accountId, sessionHash }: AccountDataSettings,
	item: Item,
): Promise<ReadAccounts> {
	if (accountId !== undefined) return { accounts: [{ accountId }] };
	const list = accountsOf(resource);
	const key = `${list} of ${sessionHash}`;
	const pending =
		(item.memory.get(key) as Promise<ReadAccounts> | undefined) ??
		readAccounts(connection, list, item);
	item.memory.set(key, pending);
	const read = await pending;
	if (read.failure !== undefined && item.memory.get(key) === pending) item.memory.delete(key);
	return read;
}

async function readAccounts(
	{ tpp, send }: Connection,
	resource: AccountListName,
	item: Item,
): Promise<ReadAccounts> {
	// An account may be listed twice when pages move between two requests.
	const accounts = new Map<string, Account>();
	const list = { ...listReading(tpp, resource), report: item.hint };
	let position = 0;
	try {
		for await (const entry of readPages(send, listRequest(tpp, resource, {}), list)) {
			const account = toAccount(entry, (position += 1));
			accounts.set(account.accountId, account);
		}
	} catch (failure) {
		return { accounts: [...accounts.values()], failure };
	}
	return { accounts: [...accounts.values()] };
}

/** @throws InvalidResponseError for an account without an ID */
export function toAccount(account: JsonObject, position: number): Account {
	const { AccountId } = account;
	if (typeof AccountId === 'string' ? AccountId.trim() !== '' : typeof AccountId === 'number') {
		return {
			accountId: String(AccountId),
			accountName: accountNameOf(account),
			identification: identificationOf(account),
		};
	}
	const name = bankEntry(account) === account ? 'AccountId' : 'resourceId';
	throw new InvalidResponseError(
		`The bank's list of accounts is invalid: account ${position} has no ${name} (${describe(AccountId)}).`,
	);
}

function describe(value: unknown): string {
	if (value === undefined) return 'it is missing';
	if (value === null) return 'it is null';
	return typeof value === 'string' ? 'it is empty' : `it is of type ${typeof value}`;
}

/**
 * Returns the settings with the name of the account, which simplified rows contain. Items of the operation Accounts bring
 * the name with them. Otherwise it requests the account once per run of the node. A failure leaves the name out.
 */
export async function withAccountName<Settings extends AccountDataSettings>(
	connection: Connection,
	settings: Settings,
	{ memory, json }: Item,
): Promise<Settings> {
	const { accountId, accountName, resource, simplify, sessionHash } = settings;
	if (!simplify || isListOfAccounts(resource)) return settings;
	if (accountId === undefined || accountName !== undefined) return settings;
	if (json.accountId === accountId && typeof json.accountName === 'string') {
		return { ...settings, accountName: json.accountName };
	}
	const key = `name of account ${accountId} of ${sessionHash}`;
	const name = memory.get(key) ?? requestAccountName(connection, accountsOf(resource), accountId);
	memory.set(key, name);
	return { ...settings, accountName: (await name) as string | undefined };
}

async function requestAccountName(
	{ tpp, send }: Connection,
	resource: AccountListName,
	accountId: string,
): Promise<string | undefined> {
	const request = listRequest(tpp, resource, { accountId });
	const list = listReading(tpp, resource);
	try {
		for await (const account of readPages(send, request, list)) return accountNameOf(account);
	} catch {
		// The rows of the account are worth more than its name.
	}
	return undefined;
}
