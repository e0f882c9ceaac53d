import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import pMap from 'p-map';

import { withinDates } from '../../lib/operations/accountInformation/dateRange';
import {
	problemOfAccount,
	toListedAccount,
	type ListedAccount,
} from '../../lib/operations/accountInformation/listedAccount';
import { IncompleteListError, listPages } from '../../lib/operations/accountInformation/pagination';
import {
	isListOfAccounts,
	isOfTransactions,
	withStepUpAdvice,
} from '../../lib/operations/accountInformation/resources';
import { simplify } from '../../lib/operations/accountInformation/simplify';
import { transactionKeys } from '../../lib/operations/accountInformation/transactionFingerprint';
import { bankEntry } from '../../lib/operations/berlinGroup/entries';
import type { ListTarget } from '../../lib/operations/berlinGroup/lists';
import type { JsonObject } from '../../lib/responses/body';
import type { Connection } from '../../lib/transport/http';
import { concurrentItems, type Item } from '../shared/operation';
import { toOpenBankingError } from '../shared/nodeError';
import {
	forgetAccounts,
	rememberAccounts,
	selectedAccounts,
	unusableItems,
	withAccountName,
} from './accounts';
import type { AccountDataSettings, OneAccountSettings } from './settings';

/** Returns the entries of all selected accounts, in the bank's order, and items of what failed. */
export async function readAccountData(
	connection: Connection,
	settings: AccountDataSettings,
	item: Item,
): Promise<INodeExecutionData[]> {
	if (readsAllAtOnce(settings)) {
		const target = { withBalance: settings.withBalance };
		const list = await readList(connection, target, { settings, item });
		return keepEntries(list, item, (failure) => item.fail(failure));
	}
	const selected = await selectedAccounts(connection, settings, item);
	const { accounts, failure } = selected;
	const mustStop = !item.continuesOnFail && !(failure instanceof IncompleteListError);
	if (failure !== undefined && (mustStop || accounts.length === 0)) throw failure;
	const unusable = unusableItems(selected, item);
	const entries = await readAccounts(connection, accounts, { settings, item });
	return keepEntries({ entries: [...entries, ...unusable], failure }, item, (thrown) =>
		item.fail(thrown),
	);
}

/** Returns whether one request reads everything: the list of accounts, or the party of the PSU. */
const readsAllAtOnce = ({ resource, accountId }: AccountDataSettings): boolean =>
	resource === 'psuParty' || (accountId === undefined && isListOfAccounts(resource));

/** What is read for which item. */
interface Reading<Settings = AccountDataSettings> {
	settings: Settings;
	item: Item;
}

async function readAccounts(
	connection: Connection,
	accounts: ListedAccount[],
	{ settings, item }: Reading,
): Promise<INodeExecutionData[]> {
	const read = async (account: ListedAccount, limit: number) =>
		await readAccount(connection, { settings: { ...settings, ...account, limit }, item });
	if (settings.isLimitPerAccount || settings.limit === Infinity) {
		const lists = await forEachAccount(
			accounts,
			async (account) => await read(account, settings.limit),
		);
		return lists.flat();
	}
	// One account after another, because the limit may be reached before the last one.
	let entries: INodeExecutionData[] = [];
	for (const account of accounts) {
		if (entries.length >= settings.limit) break;
		entries = entries.concat(await read(account, settings.limit - entries.length));
	}
	return entries;
}

/**
 * Reads several accounts at the same time and returns the results in their order. After a failure it starts no further
 * account, but waits for the running ones, because they may refresh the session.
 */
export async function forEachAccount<Result>(
	accounts: ListedAccount[],
	read: (account: ListedAccount) => Promise<Result>,
): Promise<Result[]> {
	const failures: unknown[] = [];
	const results = await pMap(
		accounts,
		async (account) => {
			if (failures.length > 0) return [];
			try {
				return [await read(account)];
			} catch (thrown) {
				failures.push(thrown);
				return [];
			}
		},
		{ concurrency: concurrentItems },
	);
	if (failures.length > 0) throw failures[0];
	return results.flat();
}

/** A failed account does not stop the other accounts. */
async function readAccount(
	connection: Connection,
	{ settings, item }: Reading<OneAccountSettings>,
): Promise<INodeExecutionData[]> {
	const fail = (thrown: unknown) => failedAccountItem(thrown, connection, settings, item);
	try {
		return keepEntries(await readList(connection, settings, { settings, item }), item, fail);
	} catch (thrown) {
		return [fail(thrown)];
	}
}

/**
 * Returns an item for the error output. The next node requests the list of accounts again, because the account may be gone.
 *
 * @throws the error when failures must stop the node
 */
export function failedAccountItem(
	thrown: unknown,
	{ tpp }: Connection,
	settings: OneAccountSettings,
	item: Item,
): INodeExecutionData {
	forgetAccounts(settings, item);
	const error = withStepUpAdvice(toOpenBankingError(thrown), tpp, { ...settings, now: new Date() });
	return item.fail(error, { accountId: settings.accountId });
}

/** Entries that were read, and the failure that ended the list. */
interface ReadList {
	entries: INodeExecutionData[];
	failure?: unknown;
}

/**
 * Returns the entries, followed by an item for the failure when the node continues on errors. A list that the bank does
 * not provide to its end is not a reason to lose its beginning: it comes with a hint.
 *
 * @throws the failure when failures must stop the node
 */
export function keepEntries(
	{ entries, failure }: ReadList,
	item: Item,
	fail: (thrown: unknown) => INodeExecutionData,
): INodeExecutionData[] {
	if (failure === undefined) return entries;
	const isIncomplete = failure instanceof IncompleteListError;
	if (isIncomplete) item.hint(failure.message);
	return isIncomplete && !item.continuesOnFail ? entries : [...entries, fail(failure)];
}

async function readList(
	connection: Connection,
	target: ListTarget,
	reading: Reading,
): Promise<ReadList> {
	const read: JsonObject[] = [];
	const { limit } = reading.settings;
	try {
		for await (const entries of readEntries(connection, target, reading)) {
			for (const entry of entries) {
				if (read.length < limit) read.push(entry);
			}
			if (read.length >= limit) return await toItems(connection, read, reading);
		}
	} catch (failure) {
		forgetAccounts(reading.settings, reading.item);
		return { failure, ...(await toItems(connection, read, reading)) };
	}
	rememberList(read, reading);
	return await toItems(connection, read, reading);
}

/** Lets other nodes use the list of all accounts. They report the accounts that cannot be read. */
function rememberList(entries: JsonObject[], { settings, item }: Reading): void {
	const { resource, accountId } = settings;
	if (accountId !== undefined || !isListOfAccounts(resource)) return;
	const areUsable = entries.every((entry) => problemOfAccount(entry, 0) === undefined);
	if (areUsable) rememberAccounts(entries.map(toListedAccount), settings, item);
	else forgetAccounts(settings, item);
}

/** Returns the items of the entries before the first invalid one. */
async function toItems(
	connection: Connection,
	read: JsonObject[],
	{ settings, item }: Reading,
): Promise<ReadList> {
	if (read.length === 0) return { entries: [] };
	const named = await withAccountName(connection, settings, item);
	const { resource, accountId = '', identifyBy } = settings;
	const scope = { tpp: connection.tpp, accountId, identifyBy };
	const keys = isOfTransactions(resource) ? transactionKeys(read, scope) : [];
	const entries: INodeExecutionData[] = [];
	try {
		for (let index = 0; index < read.length; index++) {
			entries.push(toItem(read[index]!, named, { item, transactionKey: keys[index] }));
			// A long list must not be in memory twice.
			delete read[index];
		}
	} catch (failure) {
		return { entries, failure };
	}
	return { entries };
}

function readEntries(
	connection: Connection,
	target: ListTarget,
	{ settings: { resource, filter, interactionIds }, item }: Reading,
): AsyncGenerator<JsonObject[]> {
	const report = item.hint;
	const pages = listPages(connection, resource, target, { report, interactionIds });
	const isFiltered = Object.values(filter).some(Boolean);
	return isFiltered ? withinDates(pages, { resource, filter, report }) : pages;
}

/**
 * Returns an entry of the bank as an item, simplified if the operator wants that, and with the `transactionKey` of a
 * transaction. An entry that cannot be simplified becomes an item for the error output.
 *
 * @throws InvalidResponseError for such an entry when failures must stop the node
 */
export function toItem(
	entry: JsonObject,
	settings: AccountDataSettings,
	{ item, transactionKey }: { item: Item; transactionKey?: string },
): INodeExecutionData {
	const { resource, accountId } = settings;
	const interactionId = settings.interactionIds?.get(entry);
	try {
		const json = settings.simplify ? simplify(resource, entry, settings) : { ...bankEntry(entry) };
		if (transactionKey) json.transactionKey = transactionKey;
		if (interactionId) json.interactionId = interactionId;
		return { json: json as IDataObject };
	} catch (thrown) {
		return item.fail(thrown, accountId === undefined ? undefined : { accountId });
	}
}
