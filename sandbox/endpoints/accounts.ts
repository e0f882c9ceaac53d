import { psuAccess } from '../accountInformation/access';
import type { AccountInformationBank } from '../accountInformation/bank';
import { pageResponse } from '../accountInformation/response';
import { accountMembers } from '../accountInformation/members';
import type { Account } from '../data/accounts';
import { mapView, viewOf, type View } from '../data/view';
import type { BankResponse } from '../http/response';
import type { BankRequest } from '../http/request';

const accountPermissions = ['ReadAccountsBasic', 'ReadAccountsDetail'];

/** Returns all accounts of the consent. */
export async function readAccounts(
	request: BankRequest,
	bank: AccountInformationBank,
): Promise<BankResponse> {
	const { accounts, permissions } = await psuAccess(request, bank, ...accountPermissions);
	return accountsResponse(request, bank, accounts, permissions);
}

/** Returns one account. */
export async function readAccount(
	request: BankRequest,
	bank: AccountInformationBank,
): Promise<BankResponse> {
	const access = await psuAccess(request, bank, ...accountPermissions);
	const account = access.account(request.parameters['AccountId']!);
	return accountsResponse(request, bank, viewOf([account]), access.permissions);
}

function accountsResponse(
	request: BankRequest,
	bank: AccountInformationBank,
	accounts: View<Account>,
	permissions: readonly string[],
): BankResponse {
	const items = mapView(accounts, (account) => accountMembers(account, permissions, bank));
	return pageResponse(request, bank, { name: 'Account', items, size: 1000 });
}
