import { escape, page, problemText } from './layout';

/** Returns the page that asks the PSU for the second factor. */
export function stepUpPage(stepUp: { action: string; problem?: string }): string {
	return page(
		'Confirm your identity',
		`${problemText(stepUp.problem)}
<p>We have sent a code to your phone.</p>
<form method="post" action="${escape(stepUp.action)}">
<label>One-time code
<input type="text" name="code" autocomplete="one-time-code" inputmode="numeric"></label>
<button type="submit" name="decision" value="confirm">Confirm</button>
<button type="submit" name="decision" value="refuse" class="secondary">Cancel</button>
</form>`,
	);
}
