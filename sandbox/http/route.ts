import type { BankResponse } from './response';
import type { BankRequest, ListenerName } from './request';

/** Handles a request. Returns `sent` when it has already written the response itself. */
export type Endpoint = (
	request: BankRequest,
) => BankResponse | 'sent' | Promise<BankResponse | 'sent'>;

export interface Route {
	listener: ListenerName;
	method: string;
	/** `{Name}` stands for one segment. */
	path: string;
	endpoint: Endpoint;
}

export type RouteMatch =
	{ is: 'endpoint'; endpoint: Endpoint; parameters: Record<string, string> } | NotFound;

export type NotFound = { is: 'methodNotAllowed'; allow: string } | { is: 'unknown' };

/** Returns the route for a request, or why there is none. */
export function findRoute(routes: readonly Route[], request: BankRequest): RouteMatch {
	const matches = routes
		.filter((route) => route.listener === request.listener)
		.flatMap((route) => {
			const parameters = match(route.path, request.path);
			return parameters ? [{ route, parameters }] : [];
		});
	const found = matches.find(({ route }) => route.method === request.method);
	if (found) {
		return { is: 'endpoint', endpoint: found.route.endpoint, parameters: found.parameters };
	}
	if (matches.length === 0) return { is: 'unknown' };
	return { is: 'methodNotAllowed', allow: matches.map(({ route }) => route.method).join(', ') };
}

function match(pattern: string, path: string): Record<string, string> | undefined {
	const expected = pattern.split('/');
	const actual = path.split('/');
	if (expected.length !== actual.length) return undefined;
	const parameters: Record<string, string> = {};
	for (const [index, segment] of expected.entries()) {
		const value = actual[index]!;
		if (segment.startsWith('{')) parameters[segment.slice(1, -1)] = value;
		else if (segment !== value) return undefined;
	}
	return parameters;
}
