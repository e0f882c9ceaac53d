import { berlinGroupRules } from '../../banks/applicableRules';
import type { Tpp } from '../../tpp';
import type { HttpRequest } from '../../transport/http';
import { berlinGroupListRequest, readPageOf, type ListTarget } from '../berlinGroup/lists';
import type { ListReading } from './pagination';
import {
	accountRequest,
	accountResources,
	accountsRequest,
	psuPartyRequest,
	type AccountListName,
} from './resources';

/**
 * Builds the request for a list at a bank of either standard.
 *
 * @param target the account; absent for the list of accounts and for the party of the PSU
 */
export function listRequest(tpp: Tpp, resource: AccountListName, target: ListTarget): HttpRequest {
	if (berlinGroupRules(tpp.bank)) return berlinGroupListRequest(tpp, resource, target);
	if (resource === 'psuParty') return psuPartyRequest(tpp);
	const { accountId } = target;
	if (accountId === undefined) return accountsRequest(tpp);
	return accountRequest(tpp, accountResources[resource], { ...target, accountId });
}

/** Returns how the list is read. Its entries are in OBIE's words at every bank. */
export function listReading({ bank }: Tpp, resource: AccountListName): ListReading {
	const endpoint: ListReading = accountResources[resource];
	return berlinGroupRules(bank) ? { ...endpoint, readBody: readPageOf(resource) } : endpoint;
}
