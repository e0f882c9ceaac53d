import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { readPages } from '../../lib/operations/accountInformation/pagination';
import {
	accountRequest,
	accountResources,
	accountsRequest,
	type AccountResourceName,
	type DateFilter,
} from '../../lib/operations/accountInformation/resources';
import { simplify } from '../../lib/operations/accountInformation/simplify';
import { withStepUpAdvice } from '../../lib/operations/accountInformation/stepUp';
import type { JsonObject } from '../../lib/responses/body';
import type { Connection, HttpRequest } from '../../lib/transport/http';
import type { Item } from '../shared/operation';
import { toOpenBankingError } from '../shared/presentError';
import { chosenAccounts, ofEvery } from './everyAccount';

export interface AccountDataSettings {
	resource: AccountResourceName;
	/** Undefined: all that the PSU chose. */
	accountId?: string;
	/** Infinity: all. */
	limit: number;
	simplify: boolean;
	filter: DateFilter;
}

export type OneAccountSettings = AccountDataSettings & { accountId: string };

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
	if (limit !== Infinity) return await readUpTo(connection, settings, { accountIds, item });
	const perAccount = await ofEvery(accountIds, (accountId) =>
		readAccount(connection, { ...settings, accountId }, item),
	);
	return perAccount.flat();
}

interface Reading {
	accountIds: string[];
	item: Item;
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

/** One account that cannot be read does not take the others along. */
async function readAccount(
	connection: Connection,
	settings: OneAccountSettings,
	item: Item,
): Promise<INodeExecutionData[]> {
	try {
		const request = accountRequest(connection.tpp, accountResources[settings.resource], settings);
		return await list(connection, request, settings);
	} catch (thrown) {
		return [failedAccount(thrown, connection, settings, item)];
	}
}

/** An item for the error output; throws where the operator wants the node to end. */
export function failedAccount(
	thrown: unknown,
	{ tpp }: Connection,
	settings: OneAccountSettings,
	item: Item,
): INodeExecutionData {
	const error = toOpenBankingError(thrown);
	const explained = withStepUpAdvice(error, tpp, { ...settings, now: new Date() });
	return item.fail(explained, { accountId: settings.accountId });
}

async function list(
	{ send }: Connection,
	request: HttpRequest,
	settings: AccountDataSettings,
): Promise<INodeExecutionData[]> {
	const data: INodeExecutionData[] = [];
	for await (const entry of readPages(send, request, accountResources[settings.resource])) {
		data.push(toItem(entry, settings));
		if (data.length >= settings.limit) break;
	}
	return data;
}

/** An entry as the operator wants it. */
export function toItem(
	entry: JsonObject,
	{ resource, accountId, simplify: simplified }: AccountDataSettings,
): INodeExecutionData {
	// Parties do not name their account, and beneficiaries need not.
	const asked = accountId === undefined ? {} : { accountId };
	const json = simplified ? { ...asked, ...simplify[resource](entry) } : entry;
	return { json: json as IDataObject };
}
