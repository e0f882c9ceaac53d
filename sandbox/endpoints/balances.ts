import { psuAccess } from '../accountInformation/access';
import type { AccountInformationBank } from '../accountInformation/bank';
import { pageAnswer } from '../accountInformation/response';
import { balanceMembers } from '../accountInformation/members';
import type { Account } from '../data/accounts';
import { viewOf, type View } from '../data/view';
import type { Answer } from '../http/answer';
import type { BankRequest } from '../http/request';

export async function readBalances(
	request: BankRequest,
	bank: AccountInformationBank,
): Promise<Answer> {
	const { accounts } = await psuAccess(request, bank, 'ReadBalances');
	return answer(request, bank, accounts);
}

export async function readAccountBalances(
	request: BankRequest,
	bank: AccountInformationBank,
): Promise<Answer> {
	const access = await psuAccess(request, bank, 'ReadBalances');
	return answer(request, bank, viewOf([access.account(request.parameters['AccountId']!)]));
}

const perAccount = 2;

function answer(
	request: BankRequest,
	bank: AccountInformationBank,
	accounts: View<Account>,
): Answer {
	const items = {
		length: accounts.length * perAccount,
		at: (index: number): object =>
			balanceMembers(accounts.at(Math.floor(index / perAccount)), bank)[index % perAccount]!,
	};
	return pageAnswer(request, bank, { name: 'Balance', items, size: 1000 });
}
