import { escape, page, problemText } from './layout';

export interface LoginPage {
	bank: string;
	action: string;
	problem?: string;
}

/** Returns the page on which the PSU signs in. */
export function loginPage({ bank, action, problem }: LoginPage): string {
	return page(
		`Sign in to ${bank}`,
		`${problemText(problem)}
<form method="post" action="${escape(action)}">
<label>User name
<input type="text" name="user" autocomplete="username" autocapitalize="none" spellcheck="false"></label>
<label>Password
<input type="password" name="password" autocomplete="current-password"></label>
<button type="submit" name="decision" value="login">Sign in</button>
<button type="submit" name="decision" value="refuse" class="secondary">Cancel</button>
</form>`,
	);
}
