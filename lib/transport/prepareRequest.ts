import { randomUUID } from 'node:crypto';

import { ConfigurationError } from '../errors';
import { findInteractionId, type HttpRequest } from './http';

/**
 * Returns `request` with an interaction ID.
 *
 * @throws ConfigurationError for an address or a header that cannot be sent
 */
export function prepareRequest(request: HttpRequest): HttpRequest {
	assertAddress(request.url);
	const headers = { ...request.headers };
	if (!findInteractionId(headers)) headers['x-fapi-interaction-id'] = randomUUID();
	assertHeaders(headers);
	return { ...request, headers };
}

/** Returns the URL without user name, password, query and fragment, which may hold secrets. */
export const addressOf = (url: string): string =>
	url.replace(/[?#].*/s, '').replace(/\/\/[^/]*@/, '//');

/** A user name or password in the URL would replace the Authorization header. */
function assertAddress(address: string): void {
	const url = URL.canParse(address) ? new URL(address) : undefined;
	if (url?.protocol === 'https:' && !url.username && !url.password) return;
	throw new ConfigurationError(`The address "${addressOf(address)}" is not a complete https URL.`);
}

const headerName = /^[!#$%&'*+.^_`|~\w-]+$/;
/** RFC 9110 §5.5, without spaces at the ends: axios removes them, and a signature may cover the value. */
const headerValue = /^(?![ \t])[\t -~\u0080-\u00ff]*(?<![ \t])$/;

/** A line break in a value would add another header to the request. */
function assertHeaders(headers: Record<string, string>): void {
	for (const [name, value] of Object.entries(headers)) {
		if (headerName.test(name) && headerValue.test(value)) continue;
		throw new ConfigurationError(
			`The header ${JSON.stringify(name)} contains a line break or another character that cannot be sent.`,
			{ tppAction: 'fixRequest' },
		);
	}
}
