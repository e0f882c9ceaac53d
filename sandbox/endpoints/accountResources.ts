import { psuAccess, type Access } from '../accountInformation/access';
import type { AccountInformationBank, BankEndpoint } from '../accountInformation/bank';
import { partyMembers } from '../accountInformation/party';
import type { EndpointName } from '../accountInformation/paths';
import { resources, type Resource } from '../accountInformation/resources';
import { objectResponse, pageResponse } from '../accountInformation/response';
import { wireOf } from '../accountInformation/wire/versions';
import type { Account } from '../data/accounts';
import { concatViews, slice, viewOf, type View } from '../data/view';
import type { BankResponse } from '../http/response';
import type { BankRequest } from '../http/request';

/** Returns the endpoints of all resources by method and path, for one account and for all accounts. */
export function accountResourceEndpoints(): Partial<Record<EndpointName, BankEndpoint>> {
	return Object.fromEntries(resources.flatMap(endpointsOf));
}

function endpointsOf(resource: Resource): Array<[EndpointName, BankEndpoint]> {
	const { path, bulk, permissions } = resource;
	const ofOne: BankEndpoint = async (request, bank) => {
		const access = await psuAccess(request, bank, ...permissions);
		const account = access.account(request.parameters['AccountId']!);
		return resourceResponse(request, bank, access, resource, viewOf([account]));
	};
	const ofAll: BankEndpoint = async (request, bank) => {
		const access = await psuAccess(request, bank, ...permissions);
		return resourceResponse(request, bank, access, resource, access.accounts);
	};
	const one: [EndpointName, BankEndpoint] = [`GET /accounts/{AccountId}/${path}`, ofOne];
	return bulk ? [one, [`GET /${bulk}`, ofAll]] : [one];
}

function resourceResponse(
	request: BankRequest,
	bank: AccountInformationBank,
	access: Access,
	{ path, name, items: itemsOf }: Resource,
	accounts: View<Account>,
): BankResponse {
	const { query } = request;
	const context = { data: bank.data, permissions: access.permissions, wire: wireOf(bank), query };
	const onlyKind = bank.narrowed?.onlyKind?.[path];
	const views = slice(accounts, 0, accounts.length)
		.filter(({ typeCode }) => onlyKind === undefined || typeCode === onlyKind)
		.map((account) => viewOf(itemsOf(account, context)));
	return pageResponse(request, bank, { name, items: concatViews(views), size: 1000 });
}

/** Returns the holder of an account. */
export const readAccountParty: BankEndpoint = async (request, bank) => {
	const access = await psuAccess(request, bank, 'ReadParty');
	const account = access.account(request.parameters['AccountId']!);
	return objectResponse(request, bank, {
		name: 'Party',
		value: partyMembers(account, wireOf(bank)),
	});
};

/** Returns the PSU. */
export const readParty: BankEndpoint = async (request, bank) => {
	const { accounts } = await psuAccess(request, bank, 'ReadPartyPSU');
	return objectResponse(request, bank, {
		name: 'Party',
		value: partyMembers(accounts.at(0), wireOf(bank)),
	});
};
