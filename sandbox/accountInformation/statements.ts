import type { Account } from '../data/accounts';
import { daysFrom, queryDate } from './dates';
import { amountMembers } from './members';
import type { Shown } from './resources';

/** OBStatement2, which has an address of its own as well. */
export interface Statement {
	StatementId: string;
	StartDateTime: string;
	EndDateTime: string;
}

/** A statement for each of the last three times thirty days. */
export function statementsOf(
	account: Account,
	{ data, permissions }: Pick<Shown, 'data' | 'permissions'>,
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
 * Read/Write API, "Statements", "Filtering": those that begin and end between `fromStatementDateTime` and
 * `toStatementDateTime`, either of which may be left out.
 *
 * @throws ObieRefusal for a date that is none
 */
export function within(statements: Statement[], query: URLSearchParams): Statement[] {
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
