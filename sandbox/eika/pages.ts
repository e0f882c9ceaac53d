import { escape, page, problemText } from '../pages/layout';
import { accountText, dateText } from '../pages/texts';
import type { EikaAccount, EikaCardAccount, EikaCustomerType } from './state';

interface Form {
	action: string;
	/** Identifies the PSU on the pages after sign-in. */
	session?: string;
	problem?: string;
}

/** Returns the page on which the PSU signs in. A `context` from the TPP leaves no choice. */
export function signInPage({ context, ...form }: Form & { context?: EikaCustomerType }): string {
	return formPage(
		'Sign in to Eika',
		`<label>Customer number
<input type="text" name="user" autocomplete="username" inputmode="numeric" spellcheck="false"></label>
${context ? '' : contextChoice}
<button type="submit" name="decision" value="login">Sign in</button>`,
		form,
	);
}

const contextChoice = `<fieldset>
<legend>As whom do you sign in?</legend>
<label><input type="radio" name="context" value="private" checked> Private customer</label>
<label><input type="radio" name="context" value="corporate"> Corporate customer</label>
</fieldset>`;

/** Returns the page on which a corporate PSU selects an agreement. */
export function agreementPage({
	agreements,
	...form
}: Form & { agreements: Array<{ id: string; name: string; owner: string }> }): string {
	return formPage(
		'Select an agreement',
		`<fieldset>
<legend>For which company do you act?</legend>
${agreements
	.map(
		({ id, name, owner }) =>
			`<label><input type="radio" name="agreement" value="${escape(id)}"> ${escape(name)}, ${escape(owner)}</label>`,
	)
	.join('\n')}
</fieldset>
<button type="submit" name="decision" value="select">Continue</button>`,
		form,
	);
}

export interface AccountsPage extends Form {
	tpp: string;
	validUntil: string;
	accounts: Array<EikaAccount | EikaCardAccount>;
}

/** Returns the page on which the PSU approves or refuses. */
export function accountsPage({ tpp, validUntil, accounts, ...form }: AccountsPage): string {
	return formPage(
		'Share account information',
		`<p><strong>${escape(tpp)}</strong> wants to read accounts, balances and transactions until ${escape(dateText(validUntil))}.</p>
<fieldset>
<legend>Which accounts do you want to share?</legend>
<label><input type="checkbox" name="account" value="all"> All (${accounts.length})</label>
${accounts.map(accountChoice).join('\n')}
</fieldset>
<button type="submit" name="decision" value="approve">Approve</button>`,
		form,
	);
}

const accountChoice = (account: EikaAccount | EikaCardAccount): string => {
	const [name, number] =
		'iban' in account
			? [account.accountName, accountText(account.iban)]
			: [account.name, account.maskedPan];
	return `<label><input type="checkbox" name="account" value="${escape(account.accountId)}">
${escape(name)}, <span class="account">${escape(number)}</span></label>`;
};

function formPage(title: string, content: string, { action, session, problem }: Form): string {
	return page(
		title,
		`${problemText(problem)}
<form method="post" action="${escape(action)}">
${session ? `<input type="hidden" name="session" value="${escape(session)}">` : ''}
${content}
<button type="submit" name="decision" value="refuse" class="secondary">Cancel</button>
</form>`,
	);
}
