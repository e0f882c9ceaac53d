import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import pMap from 'p-map';

import { readPages } from '../../lib/operations/accountInformation/pagination';
import {
	accountRequest,
	accountResources,
	accountsRequest,
} from '../../lib/operations/accountInformation/resources';
import { simplify } from '../../lib/operations/accountInformation/simplify';
import { withStepUpAdvice } from '../../lib/operations/accountInformation/stepUp';
import type { JsonObject } from '../../lib/responses/body';
import type { Connection, HttpRequest } from '../../lib/transport/http';
import type { Item } from '../shared/operation';
import { toOpenBankingError } from '../shared/presentError';
import type { AccountDataSettings, OneAccountSettings } from './settings';

const maxConcurrentAccounts = 8;

/** Returns the entries of all selected accounts, in the bank's order. */
export async function readAccountData(
	connection: Connection,
	settings: AccountDataSettings,
	item: Item,
): Promise<INodeExecutionData[]> {
	if (settings.accountId === undefined && settings.resource === 'accounts') {
		return await readList(connection, accountsRequest(connection.tpp), settings);
	}
	const accountIds = await selectedAccountIds(connection, settings);
	const read = async (accountId: string, limit: number) =>
		await readAccount(connection, { ...settings, accountId, limit }, item);
	if (settings.limit === Infinity) {
		const entries = await forEachAccount(accountIds, async (id) => await read(id, Infinity));
		return entries.flat();
	}
	// One account after another, because the limit may be reached before the last one.
	const entries: INodeExecutionData[] = [];
	for (const accountId of accountIds) {
		if (entries.length >= settings.limit) break;
		entries.push(...(await read(accountId, settings.limit - entries.length)));
	}
	return entries;
}

/** Returns the ID of the entered account, or the IDs of all accounts that the PSU selected. */
export async function selectedAccountIds(
	{ tpp, send }: Connection,
	{ accountId }: AccountDataSettings,
): Promise<string[]> {
	if (accountId !== undefined) return [accountId];
	const accountIds: string[] = [];
	for await (const { AccountId } of readPages(
		send,
		accountsRequest(tpp),
		accountResources.accounts,
	)) {
		accountIds.push(String(AccountId));
	}
	return accountIds;
}

/**
 * Reads several accounts at the same time and returns the results in their order. After a failure it starts no further
 * account, but waits for the running ones, because they may refresh the session.
 */
export async function forEachAccount<Result>(
	accountIds: string[],
	read: (accountId: string) => Promise<Result>,
): Promise<Result[]> {
	const failures: unknown[] = [];
	const results = await pMap(
		accountIds,
		async (accountId) => {
			if (failures.length > 0) return [];
			try {
				return [await read(accountId)];
			} catch (thrown) {
				failures.push(thrown);
				return [];
			}
		},
		{ concurrency: maxConcurrentAccounts },
	);
	if (failures.length > 0) throw failures[0];
	return results.flat();
}

/** A failed account does not stop the other accounts. */
async function readAccount(
	connection: Connection,
	settings: OneAccountSettings,
	item: Item,
): Promise<INodeExecutionData[]> {
	try {
		const request = accountRequest(connection.tpp, accountResources[settings.resource], settings);
		return await readList(connection, request, settings);
	} catch (thrown) {
		return [failedAccountItem(thrown, connection, settings, item)];
	}
}

/** Returns an item for the error output. @throws the error when failures must stop the node */
export function failedAccountItem(
	thrown: unknown,
	{ tpp }: Connection,
	settings: OneAccountSettings,
	item: Item,
): INodeExecutionData {
	const error = withStepUpAdvice(toOpenBankingError(thrown), tpp, { ...settings, now: new Date() });
	return item.fail(error, { accountId: settings.accountId });
}

async function readList(
	{ send }: Connection,
	request: HttpRequest,
	settings: AccountDataSettings,
): Promise<INodeExecutionData[]> {
	const entries: INodeExecutionData[] = [];
	for await (const entry of readPages(send, request, accountResources[settings.resource])) {
		entries.push(toItem(entry, settings));
		if (entries.length >= settings.limit) break;
	}
	return entries;
}

/** Returns an entry of the bank as an item, simplified if the operator wants that. */
export function toItem(
	entry: JsonObject,
	{ resource, accountId, simplify: isSimplified }: AccountDataSettings,
): INodeExecutionData {
	// Parties have no account ID, and beneficiaries may have none.
	const account = accountId === undefined ? {} : { accountId };
	const json = isSimplified ? { ...account, ...simplify[resource](entry) } : entry;
	return { json: json as IDataObject };
}
