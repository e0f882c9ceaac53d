import { page, type Page } from './page';

/** The form field that carries the fragment. */
export const fragmentField = 'fragment';

/**
 * Returns the page that posts the fragment of its URL to the webhook. Browsers do not send fragments to servers. A form
 * post also works in a sandbox without an origin, where scripts must not fetch.
 */
export const fragmentPage = (): Page =>
	page({
		title: 'Returning from your bank',
		main: `<p id="wait" hidden>One moment: your bank's response is being processed.</p>
<p id="nothing" hidden>This address does not contain a response of your bank. If you came from your bank, go back and try again.</p>
<noscript><p><strong>This page needs JavaScript to process your bank's response.</strong> Switch it on for this page and reload the page. The response is still in its address.</p></noscript>
<form method="post"><input type="hidden" name="${fragmentField}"></form>`,
		script,
		hasForm: true,
	});

const script = `
	const fragment = location.hash.slice(1);
	const form = document.forms[0];
	document.getElementById(fragment ? 'wait' : 'nothing').hidden = false;
	if (fragment) {
		form.elements.${fragmentField}.value = fragment;
		form.action = location.href.split('#')[0];
		form.submit();
	}
`;
