import { randomUUID } from 'node:crypto';

import { ConfigurationError } from '../errors';
import { findInteractionId, type HttpRequest, type InteractionId } from './http';

/** A request that can be sent. */
export interface PreparedRequest extends HttpRequest {
	headers: Record<string, string>;
	parsedUrl: URL;
	interactionId: InteractionId;
}

/**
 * Returns `request` with an interaction ID.
 *
 * @throws ConfigurationError for an address or a header that cannot be sent
 */
export function prepareRequest(request: HttpRequest): PreparedRequest {
	const parsedUrl = readAddress(request.url);
	const headers = { ...request.headers };
	let interactionId = findInteractionId(headers);
	if (!interactionId) {
		interactionId = { name: 'x-fapi-interaction-id', value: randomUUID() };
		headers[interactionId.name] = interactionId.value;
	}
	assertHeaders(headers);
	return { ...request, headers, parsedUrl, interactionId };
}

/** Returns the URL without user name, password, query and fragment, which may hold secrets. */
export const addressOf = (url: string): string =>
	url.replace(/[?#].*/s, '').replace(/\/\/[^/]*@/, '//');

/** A user name or password in the URL would replace the Authorization header. */
function readAddress(address: string): URL {
	const url = URL.canParse(address) ? new URL(address) : undefined;
	if (url?.protocol === 'https:' && !url.username && !url.password) return url;
	throw new ConfigurationError(`The address "${addressOf(address)}" is not a complete https URL.`);
}

const headerName = /^[!#$%&'*+.^_`|~\w-]+$/;
/** RFC 9110 §5.5, without spaces at the ends: axios removes them, and a signature may cover the value. */
const headerValue = /^(?![ \t])[\t -~\u0080-\u00ff]*(?<![ \t])$/;

/** A line break in a value would add another header to the request. */
function assertHeaders(headers: Record<string, string>): void {
	for (const name of Object.keys(headers)) {
		if (headerName.test(name) && headerValue.test(headers[name]!)) continue;
		throw new ConfigurationError(
			`The header ${JSON.stringify(name)} contains a line break or another character that cannot be sent.`,
			{ tppAction: 'fixRequest' },
		);
	}
}
