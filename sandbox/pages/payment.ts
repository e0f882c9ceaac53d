import type { Account } from '../data/accounts';
import type { PaymentFacts } from '../payments/initiation';
import { escape, page, problemText } from './layout';

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
	const rows: Array<[string, string | undefined]> = [
		['Amount', `${payment.amount} ${payment.currency}`],
		['Payee', payment.payee],
		['Account', payment.account],
		['Reference', payment.reference],
		['Date', payment.date?.slice(0, 10)],
		['Frequency', payment.frequency],
	];
	const shown = rows.filter(([, value]) => value !== undefined);
	return page(
		'Approve a payment',
		`${problemText(problem)}
<p><strong>${escape(tpp)}</strong> asks you to make this payment:</p>
<dl>
${shown.map(([term, value]) => `<dt>${term}</dt><dd>${escape(value!)}</dd>`).join('\n')}
</dl>
<form method="post" action="${escape(action)}">
<fieldset>
<legend>Which account do you want to pay from?</legend>
${accounts.map(choice).join('\n')}
</fieldset>
<button type="submit" name="decision" value="approve">Approve</button>
<button type="submit" name="decision" value="refuse" class="secondary">Refuse</button>
</form>`,
	);
}

const choice = ({ AccountId, nickname, sortCode, accountNumber }: Account, index: number): string =>
	`<label><input type="radio" name="debtor" value="${escape(AccountId)}"${index === 0 ? ' checked' : ''}>
${escape(nickname)}, ${escape(sortCode)} ${escape(accountNumber)}</label>`;
