import type { Account } from '../data/accounts';
import type { PaymentFacts } from '../payments/initiation';
import { frequencyText } from '../payments/frequency';
import { escape, page, problemText } from './layout';
import { accountText, dateText, moneyText } from './texts';

export interface PaymentPage {
	action: string;
	tpp: string;
	payment: PaymentFacts;
	/** Accounts that the PSU can pay from. */
	accounts: Account[];
	problem?: string;
}

/** Returns the page on which the PSU approves or refuses a payment. */
export function paymentPage({ action, tpp, payment, accounts, problem }: PaymentPage): string {
	return page(
		'Approve a payment',
		`${problemText(problem)}
<p><strong>${escape(tpp)}</strong> asks you to make this payment:</p>
<dl>
${rowsOf(payment).join('\n')}
</dl>
<form method="post" action="${escape(action)}">
${accounts.length > 0 ? choices(accounts) : nothingToPayFrom}
<button type="submit" name="decision" value="refuse" class="secondary">Refuse</button>
</form>`,
	);
}

/** A row for each fact that the payment has. */
function rowsOf(payment: PaymentFacts): string[] {
	const { amount, recurringAmount, finalAmount, frequency } = payment;
	const money = (value: string | undefined) => value && moneyText(value, payment.currency);
	const isOneAmount = recurringAmount === undefined && finalAmount === undefined;
	const rows: Array<[string, string | undefined]> = [
		[isOneAmount ? 'Amount' : 'First amount', money(amount)],
		['Following amounts', money(recurringAmount)],
		['Last amount', money(finalAmount)],
		['Payee', payment.payee],
		['Payee’s account', accountText(payment.account)],
		['Reference', payment.reference],
		[frequency ? 'First payment' : 'Date', payment.date && dateText(payment.date)],
		['Frequency', frequency && frequencyText(frequency)],
		['End', frequency && endOf(payment)],
	];
	return rows.flatMap(([term, value]) =>
		value === undefined ? [] : [`<dt>${term}</dt><dd>${escape(value)}</dd>`],
	);
}

function endOf({ numberOfPayments, lastDate }: PaymentFacts): string {
	if (numberOfPayments) {
		return `After ${numberOfPayments} ${Number(numberOfPayments) === 1 ? 'payment' : 'payments'}`;
	}
	return lastDate ? dateText(lastDate) : 'When you cancel it';
}

const choices = (accounts: Account[]): string => `<fieldset>
<legend>Which account do you want to pay from?</legend>
${accounts.map(choice).join('\n')}
</fieldset>
<button type="submit" name="decision" value="approve">Approve</button>`;

const nothingToPayFrom =
	'<p>You have no account that you can pay from. You cannot pay from a credit card.</p>';

const choice = ({ AccountId, nickname, sortCode, accountNumber }: Account, index: number): string =>
	`<label><input type="radio" name="debtor" value="${escape(AccountId)}"${index === 0 ? ' checked' : ''}>
${escape(nickname)}, <span class="account">${escape(accountText(sortCode + accountNumber))}</span></label>`;
