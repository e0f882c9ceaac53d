import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import pMap from 'p-map';

import {
	accountRequest,
	accountResources,
	accountsRequest,
	type AccountResourceName,
	type DateFilter,
} from '../../lib/operations/accountInformation';
import { readPages } from '../../lib/operations/pages';
import { simplify } from '../../lib/operations/simplified';
import { withStepUpAdvice } from '../../lib/operations/stepUp';
import type { Connection } from '../../lib/transport/connection';
import type { HttpRequest } from '../../lib/transport/http';
import { toOpenBankingError } from '../shared/nodeError';
import type { Item } from '../shared/operation';

export interface AccountDataSettings {
	resource: AccountResourceName;
	/** Undefined: all that the PSU chose. */
	accountId?: string;
	/** Infinity: all. */
	limit: number;
	simplify: boolean;
	filter: DateFilter;
}

const requestsAtOnce = 8;

/** Account after account, in the bank's order. */
export async function readAccounts(
	connection: Connection,
	settings: AccountDataSettings,
	item: Item,
): Promise<INodeExecutionData[]> {
	const { limit } = settings;
	if (settings.accountId === undefined && settings.resource === 'accounts') {
		return await list(connection, accountsRequest(connection.tpp), settings);
	}
	const accountIds = await chosenAccounts(connection, settings);
	return limit === Infinity
		? await readAll(connection, settings, { accountIds, item })
		: await readUpTo(connection, settings, { accountIds, item });
}

interface Reading {
	accountIds: string[];
	item: Item;
}

/** After a failure no further account is begun, but those under way are waited for: they may renew the session. */
async function readAll(
	connection: Connection,
	settings: AccountDataSettings,
	{ accountIds, item }: Reading,
): Promise<INodeExecutionData[]> {
	const failures: unknown[] = [];
	const perAccount = await pMap(
		accountIds,
		async (accountId) => {
			if (failures.length > 0) return [];
			return await readAccount(connection, { ...settings, accountId }, item).catch((thrown) => {
				failures.push(thrown);
				return [];
			});
		},
		{ concurrency: requestsAtOnce },
	);
	if (failures.length > 0) throw failures[0];
	return perAccount.flat();
}

/** One after another: the limit may make the later ones needless. */
async function readUpTo(
	connection: Connection,
	settings: AccountDataSettings,
	{ accountIds, item }: Reading,
): Promise<INodeExecutionData[]> {
	const data: INodeExecutionData[] = [];
	for (const accountId of accountIds) {
		const limit = settings.limit - data.length;
		if (limit <= 0) break;
		data.push(...(await readAccount(connection, { ...settings, accountId, limit }, item)));
	}
	return data;
}

async function chosenAccounts(
	connection: Connection,
	{ accountId }: AccountDataSettings,
): Promise<string[]> {
	if (accountId !== undefined) return [accountId];
	const all = readPages(
		connection.send,
		accountsRequest(connection.tpp),
		accountResources.accounts,
	);
	const accountIds: string[] = [];
	for await (const { AccountId } of all) accountIds.push(String(AccountId));
	return accountIds;
}

/** One account that cannot be read does not take the others along. */
async function readAccount(
	connection: Connection,
	settings: AccountDataSettings & { accountId: string },
	item: Item,
): Promise<INodeExecutionData[]> {
	try {
		const request = accountRequest(connection.tpp, accountResources[settings.resource], settings);
		return await list(connection, request, settings);
	} catch (thrown) {
		const error = toOpenBankingError(thrown);
		const explained = withStepUpAdvice(error, connection.tpp, { ...settings, now: new Date() });
		return [item.fail(explained, { accountId: settings.accountId })];
	}
}

async function list(
	{ send }: Connection,
	request: HttpRequest,
	{ resource, accountId, limit, simplify: simplified }: AccountDataSettings,
): Promise<INodeExecutionData[]> {
	// Parties do not name their account, and beneficiaries need not.
	const asked = accountId === undefined ? {} : { accountId };
	const data: INodeExecutionData[] = [];
	for await (const entry of readPages(send, request, accountResources[resource])) {
		const json = simplified ? { ...asked, ...simplify[resource](entry) } : entry;
		data.push({ json: json as IDataObject });
		if (data.length >= limit) break;
	}
	return data;
}
