import { psuAccess } from '../accountInformation/access';
import type { AccountInformationBank } from '../accountInformation/bank';
import { pageResponse } from '../accountInformation/response';
import { balanceMembers, balanceTypesOf } from '../accountInformation/members';
import type { Account } from '../data/accounts';
import { viewOf, type View } from '../data/view';
import type { BankResponse } from '../http/response';
import type { BankRequest } from '../http/request';

/** Returns the balances of all accounts of the consent. */
export async function readBalances(
	request: BankRequest,
	bank: AccountInformationBank,
): Promise<BankResponse> {
	const { accounts } = await psuAccess(request, bank, 'ReadBalances');
	return balancesResponse(request, bank, accounts);
}

/** Returns the balances of one account. */
export async function readAccountBalances(
	request: BankRequest,
	bank: AccountInformationBank,
): Promise<BankResponse> {
	const access = await psuAccess(request, bank, 'ReadBalances');
	return balancesResponse(
		request,
		bank,
		viewOf([access.account(request.parameters['AccountId']!)]),
	);
}

function balancesResponse(
	request: BankRequest,
	bank: AccountInformationBank,
	accounts: View<Account>,
): BankResponse {
	const types = balanceTypesOf(bank);
	const items = {
		length: accounts.length * types.length,
		at: (index: number): object =>
			balanceMembers(
				accounts.at(Math.floor(index / types.length)),
				types[index % types.length]!,
				bank,
			),
	};
	return pageResponse(request, bank, { name: 'Balance', items, size: 1000 });
}
