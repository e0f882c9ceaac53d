import type { Account } from '../data/accounts';
import type { FundsRequest } from '../payments/fundsRequest';
import { escape, page, problemText } from './layout';
import { permissionTexts } from './permissionTexts';
import { accountText, dateTimeText } from './texts';

export interface ConsentPage {
	action: string;
	tpp: string;
	permissions: string[];
	expiration?: string;
	/** Accounts that the page lists. */
	accounts: Account[];
	accountCount: number;
	problem?: string;
}

/** Returns the page on which the PSU approves or refuses a consent. */
export function consentPage(consent: ConsentPage): string {
	return page(
		'Share account information',
		`${problemText(consent.problem)}
<p><strong>${escape(consent.tpp)}</strong> wants to read information about your accounts.</p>
<ul>
${permissionTexts(consent.permissions)
	.map((text) => `<li>${escape(text)}</li>`)
	.join('\n')}
</ul>
<p>${validity(consent.expiration)}</p>
<form method="post" action="${escape(consent.action)}">
<fieldset>
<legend>Which accounts do you want to share?</legend>
<label><input type="checkbox" name="account" value="all"> All my accounts (${consent.accountCount})</label>
${consent.accounts.map(choice).join('\n')}
</fieldset>
<button type="submit" name="decision" value="approve">Approve</button>
<button type="submit" name="decision" value="refuse" class="secondary">Refuse</button>
</form>`,
	);
}

export interface FundsPage {
	action: string;
	tpp: string;
	funds: FundsRequest;
	problem?: string;
}

/** Returns the page on which the PSU approves or refuses a consent to confirm funds. */
export function fundsPage({ action, tpp, funds, problem }: FundsPage): string {
	const { DebtorAccount, ExpirationDateTime } = funds;
	return page(
		'Confirm funds',
		`${problemText(problem)}
<p><strong>${escape(tpp)}</strong> wants to ask whether your account has enough money for a payment. It can ask at any time, and
we reply yes or no. It does not see your balance or your transactions.</p>
<dl>
<dt>Account</dt><dd>${escape(accountText(DebtorAccount.Identification))}</dd>
${DebtorAccount.Name === undefined ? '' : `<dt>Name</dt><dd>${escape(DebtorAccount.Name)}</dd>`}
</dl>
<p>${validity(ExpirationDateTime)}</p>
<form method="post" action="${escape(action)}">
<input type="hidden" name="funds" value="yes">
<button type="submit" name="decision" value="approve">Approve</button>
<button type="submit" name="decision" value="refuse" class="secondary">Refuse</button>
</form>`,
	);
}

function choice({ AccountId, nickname, description, sortCode, accountNumber }: Account): string {
	return `<label><input type="checkbox" name="account" value="${escape(AccountId)}">
${escape(nickname)}, ${escape(description)}, <span class="account">${escape(accountText(sortCode + accountNumber))}</span></label>`;
}

function validity(expiration: string | undefined): string {
	return expiration
		? `The access ends on ${escape(dateTimeText(expiration))}.`
		: 'The access ends when you withdraw it.';
}
