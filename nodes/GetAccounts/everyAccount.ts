import pMap from 'p-map';

import { readPages } from '../../lib/operations/accountInformation/pagination';
import {
	accountResources,
	accountsRequest,
} from '../../lib/operations/accountInformation/resources';
import type { Connection } from '../../lib/transport/http';

const requestsAtOnce = 8;

/** The account that was asked for, or all that the PSU chose. */
export async function chosenAccounts(
	connection: Connection,
	{ accountId }: { accountId?: string },
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

/** After a failure no further account is begun, but those under way are waited for: they may renew the session. */
export async function ofEvery<Result>(
	accountIds: string[],
	read: (accountId: string) => Promise<Result>,
): Promise<Result[]> {
	const failures: unknown[] = [];
	const results = await pMap(
		accountIds,
		async (accountId) => {
			if (failures.length > 0) return [];
			return await read(accountId).then(
				(result) => [result],
				(thrown) => {
					failures.push(thrown);
					return [];
				},
			);
		},
		{ concurrency: requestsAtOnce },
	);
	if (failures.length > 0) throw failures[0];
	return results.flat();
}
