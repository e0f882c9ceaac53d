import { escape, page, problem } from './layout';

export interface LoginPage {
	bank: string;
	action: string;
	problem?: string;
}

export function loginPage({ bank, action, problem: text }: LoginPage): string {
	return page(
		`Log in to ${bank}`,
		`${problem(text)}
<form method="post" action="${escape(action)}">
<label>User name
<input type="text" name="user" autocomplete="username" autocapitalize="none" spellcheck="false"></label>
<label>Password
<input type="password" name="password" autocomplete="current-password"></label>
<button type="submit" name="decision" value="login">Log in</button>
<button type="submit" name="decision" value="refuse" class="secondary">Cancel</button>
</form>`,
	);
}
