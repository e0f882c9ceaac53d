import { claimRefused as refused } from './refusal';
import type { SoftwareStatement } from './softwareStatement';
import { strings } from './strings';

/** Checks redirect URIs: usable, and in the software statement. @throws Refusal */
export function redirectUris(
	value: unknown,
	{ statement }: { statement: SoftwareStatement },
	claim: string,
): void {
	for (const uri of strings(value, claim)) {
		assertUsableRedirectUri(uri, claim);
		if (!statement.software_redirect_uris.includes(uri)) {
			throw refused(claim, `contains ${uri}, which is not in the software statement`);
		}
	}
}

// OBIE DCR 3.2 and its conformance tool: https, no fragment, not localhost.
function assertUsableRedirectUri(uri: string, claim: string): void {
	if (!URL.canParse(uri) || uri.length > 256)
		throw refused(claim, 'contains a value that is not a URI');
	const { protocol, hostname } = new URL(uri);
	if (protocol !== 'https:') throw refused(claim, `contains ${uri}, which is not https`);
	if (uri.includes('#')) throw refused(claim, `contains ${uri}, which has a fragment`);
	if (/^(.*\.)?localhost$|^127\.|^\[::1\]$/.test(hostname)) {
		throw refused(claim, `contains ${uri}, which is on localhost`);
	}
}
