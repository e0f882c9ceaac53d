import type { INodeExecutionData } from 'n8n-workflow';

import type { OpenBankingError } from '../../lib/errors';
import {
	accountNameOf,
	problemOfAccount,
	toListedAccount,
	unusableAccounts,
	type ListedAccount,
} from '../../lib/operations/accountInformation/listedAccount';
import { listPages } from '../../lib/operations/accountInformation/pagination';
import {
	accountsOf,
	isListOfAccounts,
	type AccountListName,
} from '../../lib/operations/accountInformation/resources';
import type { JsonObject } from '../../lib/responses/body';
import type { Connection } from '../../lib/transport/http';
import type { Item } from '../shared/operation';
import type { AccountDataSettings } from './settings';

/** Accounts that were read, the failure that ended the list, and the error for its accounts that cannot be read. */
export interface ReadAccounts {
	accounts: ListedAccount[];
	failure?: unknown;
	unusable?: OpenBankingError;
}

/**
 * Returns the entered account, or all accounts that the PSU selected. Items with the same session share the list, and so do
 * other nodes of the execution, unless it could not be read to its end.
 */
export async function selectedAccounts(
	connection: Connection,
	settings: AccountDataSettings,
	item: Item,
): Promise<ReadAccounts> {
	const { accountId } = settings;
	if (accountId !== undefined) return { accounts: [{ accountId }] };
	const key = listKey(settings);
	const known = knownAccounts(item, key);
	if (known) return { accounts: [...known.values()] };
	const pending =
		(item.memory.get(key) as Promise<ReadAccounts> | undefined) ??
		readAccounts(connection, settings, item);
	item.memory.set(key, pending);
	const read = await pending;
	if (read.failure !== undefined && item.memory.get(key) === pending) item.memory.delete(key);
	return read;
}

/** Returns what identifies the list of accounts that the resource belongs to. */
const listKey = ({ resource, sessionHash }: AccountDataSettings): string =>
	`${accountsOf(resource)} of ${sessionHash}`;

/** Returns the accounts that a node of this execution has read, by ID. */
const knownAccounts = (item: Item, key: string) =>
	item.execution.find(key) as Map<string, ListedAccount> | undefined;

/**
 * Lets the other nodes of the execution use a list of accounts that was read to its end. An empty list is read again, because
 * a consent that has ended may be the reason.
 */
export function rememberAccounts(
	accounts: ListedAccount[],
	settings: AccountDataSettings,
	{ execution }: Item,
): void {
	if (accounts.length === 0) return;
	const byId = new Map(accounts.map((account) => [account.accountId, account]));
	execution.remember(listKey(settings), byId, byId.size);
}

/** Lets the next node read the list of accounts again. */
export const forgetAccounts = (settings: AccountDataSettings, { execution }: Item): void =>
	execution.forget(listKey(settings));

async function readAccounts(
	connection: Connection,
	settings: AccountDataSettings,
	item: Item,
): Promise<ReadAccounts> {
	const resource = accountsOf(settings.resource);
	const accounts = new Map<string, ListedAccount>();
	const unusable: string[] = [];
	let position = 0;
	const read = (failure?: unknown) => ({
		accounts: [...accounts.values()],
		failure,
		unusable: unusable.length > 0 ? unusableAccounts(unusable) : undefined,
	});
	try {
		for await (const entries of listPages(connection, resource, {}, { report: item.hint })) {
			for (const entry of entries) {
				const reason = problemOfAccount(entry, (position += 1));
				if (reason === undefined) addAccount(accounts, entry);
				else unusable.push(reason);
			}
		}
	} catch (failure) {
		return read(failure);
	}
	// Every node reports the accounts that it cannot read.
	if (unusable.length === 0) rememberAccounts([...accounts.values()], settings, item);
	return read();
}

/** An account may be listed twice when pages move between two requests. */
function addAccount(accounts: Map<string, ListedAccount>, entry: JsonObject): void {
	const account = toListedAccount(entry);
	accounts.set(account.accountId, account);
}

/**
 * Returns an item for the error output, if the list has accounts that cannot be read.
 *
 * @throws their error when there are no others, and when failures must stop the node
 */
export function unusableItems(
	{ accounts, unusable }: ReadAccounts,
	item: Item,
): INodeExecutionData[] {
	if (unusable === undefined) return [];
	if (accounts.length === 0) throw unusable;
	return [item.fail(unusable)];
}

/**
 * Returns the settings with the name of the account, which simplified rows contain. Items of the operation Accounts bring
 * the name with them, and a node of this execution may have read it. Otherwise it requests the account once per run of the
 * node. A failure leaves the name out.
 */
export async function withAccountName<Settings extends AccountDataSettings>(
	connection: Connection,
	settings: Settings,
	item: Item,
): Promise<Settings> {
	const { memory, json } = item;
	const { accountId, accountName, resource, simplify, sessionHash } = settings;
	if (!simplify || isListOfAccounts(resource)) return settings;
	if (accountId === undefined || accountName !== undefined) return settings;
	if (json.accountId === accountId && typeof json.accountName === 'string') {
		return { ...settings, accountName: json.accountName };
	}
	const known = knownAccounts(item, listKey(settings))?.get(accountId);
	if (known) return { ...settings, accountName: known.accountName };
	const key = `name of account ${accountId} of ${sessionHash}`;
	const name = memory.get(key) ?? requestAccountName(connection, accountsOf(resource), accountId);
	memory.set(key, name);
	return { ...settings, accountName: (await name) as string | undefined };
}

async function requestAccountName(
	connection: Connection,
	resource: AccountListName,
	accountId: string,
): Promise<string | undefined> {
	try {
		for await (const [account] of listPages(connection, resource, { accountId })) {
			if (account) return accountNameOf(account);
		}
	} catch {
		// The rows of the account are worth more than its name.
	}
	return undefined;
}
