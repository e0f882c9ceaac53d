import { randomUUID } from 'node:crypto';

import { ConfigurationError } from '../errors';
import { findInteractionId, type HttpRequest } from './http';

/** `request` with an interaction id. @throws ConfigurationError when it cannot be sent as it is */
export function toSendable(request: HttpRequest): HttpRequest {
	assertAddress(request.url);
	const headers = { ...request.headers };
	if (!findInteractionId(headers)) headers['x-fapi-interaction-id'] = randomUUID();
	assertHeaders(headers);
	return { ...request, headers };
}

/** Without the query, which may hold a secret, and without name and password. */
export const showAddress = (address: string) =>
	address.replace(/[?#].*$/s, '').replace(/\/\/[^/]*@/, '//');

/** A name or password in the address would take the place of the Authorization header. */
function assertAddress(address: string): void {
	const url = URL.canParse(address) ? new URL(address) : undefined;
	if (url?.protocol === 'https:' && !url.username && !url.password) return;
	throw new ConfigurationError(
		`The address "${showAddress(address)}" is not a complete https address.`,
	);
}

const headerName = /^[!#$%&'*+.^_`|~\w-]+$/;
/** RFC 9110 §5.5, and nothing that axios would take out without a word: a signature may be over the value. */
const headerValue = /^(?![ \t])[\t -~\u0080-\u00ff]*(?<![ \t])$/;

/** A line break in a value would start a header of its own. */
function assertHeaders(headers: Record<string, string>): void {
	for (const [name, value] of Object.entries(headers)) {
		if (headerName.test(name) && headerValue.test(value)) continue;
		throw new ConfigurationError(
			`The header ${JSON.stringify(name)} holds a line break or another character that cannot be sent.`,
			{ tppAction: 'fixRequest' },
		);
	}
}
