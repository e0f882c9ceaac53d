import type { Account } from '../data/accounts';
import type { BankData } from '../data/bankData';
import { daysFrom, queryDate } from './dates';
import { amountMembers } from './members';

/** OBStatement2. A statement also has its own path. */
export interface Statement {
	StatementId: string;
	StartDateTime: string;
	EndDateTime: string;
}

/** Returns three statements of thirty days each. */
export function statementsOf(
	account: Account,
	{ data, permissions }: { data: BankData; permissions: readonly string[] },
): Statement[] {
	return [1, 2, 3].map((number) => ({
		AccountId: account.AccountId,
		StatementId: `${account.AccountId}-${number}`,
		Type: 'RegularPeriodic',
		StartDateTime: daysFrom(data.today, -30 * (number + 1)),
		EndDateTime: daysFrom(data.today, -30 * number),
		CreationDateTime: daysFrom(data.today, -30 * number + 1),
		...(permissions.includes('ReadStatementsDetail') ? closingBalance(account) : {}),
	}));
}

/**
 * Read/Write API, "Statements", "Filtering": returns the statements that start and end between
 * `fromStatementDateTime` and `toStatementDateTime`. Both are optional.
 *
 * @throws ObieRefusal for an invalid date
 */
export function withinPeriod(statements: Statement[], query: URLSearchParams): Statement[] {
	const from = queryDate(query, 'fromStatementDateTime');
	const to = queryDate(query, 'toStatementDateTime');
	return statements.filter(
		({ StartDateTime, EndDateTime }) =>
			(!from || new Date(StartDateTime) >= from) && (!to || new Date(EndDateTime) <= to),
	);
}

function closingBalance({ balance, currency }: Account): object {
	return {
		StatementAmount: [
			{
				CreditDebitIndicator: balance < 0 ? 'Debit' : 'Credit',
				Type: 'UK.OBIE.ClosingBalance',
				Amount: amountMembers(balance, currency),
			},
		],
	};
}
