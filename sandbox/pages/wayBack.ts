import { escape, page } from './layout';

/** Names that never lead to a server (RFC 2606 §2 and §3, RFC 6761 §6). */
const reserved = /(^|\.)(example(\.(com|net|org))?|invalid|test)$/;

/** Returns whether no server can respond at a redirect URI, because its name is reserved for examples. */
export const isReservedName = (uri: string): boolean =>
	URL.canParse(uri) && reserved.test(new URL(uri).hostname);

/** Returns the origin of the first redirect URI on this machine: that of an n8n that somebody tries out. */
export const originOnThisMachine = (redirectUris: readonly string[]): string | undefined =>
	redirectUris
		.map((uri) => new URL(uri))
		.find(({ hostname }) => /^(127\..*|(.*\.)?localhost|\[::1\])$/.test(hostname))?.origin;

/**
 * Returns the page that shows the response of the bank, for a redirect URI where no server responds.
 *
 * @param localOrigin origin of the application on this machine, if it is known
 */
export function wayBackPage(address: string, nonce: string, localOrigin?: string): string {
	const { origin } = new URL(address);
	return page(
		'Copy this URL',
		`<p>The bank would now send your browser back to the application at <strong>${escape(new URL(address).hostname)}</strong>. This name
is reserved for examples, so no server responds there.</p>
<p>Copy the URL, go back to the form, and paste it there.</p>
<label>URL with the bank’s response
<textarea id="address" readonly rows="8" spellcheck="false">${escape(address)}</textarea></label>
<button type="button" id="copy">Copy</button>
<p id="copied" role="status"></p>
<p>If a workflow with a Consent Redirect Trigger is waiting, open one of these links instead:</p>
<ul>
${localOrigin ? linkTo(address, localOrigin, 'If n8n runs on this computer:') : ''}
${linkTo(address, origin, 'If this computer can resolve the name:')}
</ul>
<script nonce="${nonce}">${script}</script>`,
	);
}

function linkTo(address: string, origin: string, condition: string): string {
	const there = `${origin}${address.slice(new URL(address).origin.length)}`;
	return `<li>${condition} <a href="${escape(there)}">Open it at ${escape(new URL(origin).host)}</a></li>`;
}

/** The clipboard API is refused where the certificate is not trusted, so a selection is the fallback. */
const script = `
	const address = document.getElementById('address');
	const copied = document.getElementById('copied');
	document.getElementById('copy').addEventListener('click', async () => {
		address.select();
		const isCopied = await (navigator.clipboard?.writeText(address.value) ?? Promise.reject())
			.then(() => true, () => document.execCommand('copy'));
		copied.textContent = isCopied ? 'Copied. Paste it into the form now.' : 'Press Ctrl+C or ⌘C to copy.';
	});
`;
