import { psuAccess } from '../accountInformation/access';
import type { AccountInformationBank } from '../accountInformation/bank';
import { pageAnswer } from '../accountInformation/response';
import { accountMembers } from '../accountInformation/members';
import type { Account } from '../data/accounts';
import { mapView, viewOf, type View } from '../data/view';
import type { Answer } from '../http/answer';
import type { BankRequest } from '../http/request';

const permission = ['ReadAccountsBasic', 'ReadAccountsDetail'];

export async function readAccounts(
	request: BankRequest,
	bank: AccountInformationBank,
): Promise<Answer> {
	const { accounts, permissions } = await psuAccess(request, bank, ...permission);
	return answer(request, bank, accounts, permissions);
}

export async function readAccount(
	request: BankRequest,
	bank: AccountInformationBank,
): Promise<Answer> {
	const access = await psuAccess(request, bank, ...permission);
	const account = access.account(request.parameters['AccountId']!);
	return answer(request, bank, viewOf([account]), access.permissions);
}

function answer(
	request: BankRequest,
	bank: AccountInformationBank,
	accounts: View<Account>,
	permissions: readonly string[],
): Answer {
	const items = mapView(accounts, (account) => accountMembers(account, permissions, bank));
	return pageAnswer(request, bank, { name: 'Account', items, size: 1000 });
}
