import { page, type Page } from './page';

/** The field in which the fragment comes back. */
export const fragmentField = 'fragment';

/**
 * A browser keeps the fragment of an address to itself. This page hands it on by a form post, as it is: that works in a
 * sandbox without an origin of its own, where scripts may not fetch.
 */
export const fragmentPage = (): Page =>
	page({
		title: 'Returning from your bank',
		main: `<p id="wait" hidden>One moment: your bank's answer is being handed on.</p>
<p id="nothing" hidden>There is no answer of a bank in this address. If you came here from your bank, go back and try again.</p>
<noscript><p><strong>This page needs JavaScript to hand your bank's answer on.</strong> Switch it on for this page and load the page again: the answer is still in its address.</p></noscript>
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
