import { escape, page } from './layout';

interface ErrorScreen {
	action: string;
	error?: string;
	error_description?: string;
}

/** Returns the page with an error that the PSU must acknowledge before the TPP is informed. */
export function errorScreen({ action, error = '', error_description = '' }: ErrorScreen): string {
	const decision = /denied|declined/.test(error) ? 'refuse' : 'leave';
	return page(
		'The request was not approved',
		`<p>${escape(error_description)}</p>
<form method="post" action="${escape(action)}">
<input type="hidden" name="decision" value="${decision}">
<button type="submit" name="acknowledged" value="yes">Return to the application</button>
</form>`,
	);
}
