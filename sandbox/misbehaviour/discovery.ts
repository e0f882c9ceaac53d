import { status, text, withMembers, type Case, type Cases, type JsonChange } from './case';
import type { JsonObject } from './jws';

/** Cases for the discovery document (OpenID Connect Discovery 1.0 §4). */
export const discoveryCases: Cases = {
	'DS-01': changed('issuer altered', ({ issuer }) => ({ issuer: `${issuer}1` })),
	'DS-02-404': document('status 404', status(404)),
	'DS-02-500': document('status 500', status(500)),
	'DS-02-html': document('HTML', text('<html>', 'text/html')),
	'DS-02-broken': document('broken JSON', text('{"')),
	'DS-02-null': document('null', text('null')),
	'DS-02-array': document('an array', text('[]')),
	'DS-03-absent': without('issuer'),
	'DS-03-number': changed('issuer a number', () => ({ issuer: 7 })),
	'DS-05': document('redirect 302', status(302, { location: 'https://127.0.0.1:1/' })),
	'DS-06-authorization_endpoint': withoutTls('authorization_endpoint'),
	'DS-06-token_endpoint': withoutTls('token_endpoint'),
	'DS-06-jwks_uri': withoutTls('jwks_uri'),
	'DS-07-authorization_endpoint': without('authorization_endpoint'),
	'DS-07-token_endpoint': changed('token_endpoint absent', () => ({
		token_endpoint: undefined,
		mtls_endpoint_aliases: undefined,
	})),
	'DS-07-jwks_uri': without('jwks_uri'),
	'DS-12': keysAt('https://127.0.0.1:1/jwks'),
	'DS-19-data': keysAt('data:application/json,{"keys":[]}'),
	'DS-19-file': keysAt('file:///etc/hosts'),
	'DS-19-relative': keysAt('//127.0.0.1:1/jwks'),
	'DS-20': {
		...changed('token_endpoint moved, 404 at the previous address', (correct) => {
			const aliases = correct['mtls_endpoint_aliases'] as JsonObject | undefined;
			const moved = { token_endpoint: `${String(aliases?.['token_endpoint'])}?moved` };
			return { mtls_endpoint_aliases: { ...aliases, ...moved } };
		}),
		isGone: ({ path, search }) => path.endsWith('/token') && search === '',
	},
	'DS-20-away': {
		description: 'token endpoint: status 404 although discovery names it',
		isGone: ({ path }) => path.endsWith('/token'),
	},
	'unknown-metadata': changed('an unknown member', () => ({ shoe_size: 42 })),
};

function document(description: string, change: JsonChange): Case {
	return { description: `discovery: ${description}`, discovery: change };
}

function changed(description: string, change: (correct: JsonObject) => JsonObject): Case {
	return document(description, withMembers(change));
}

function without(name: string): Case {
	return changed(`${name} absent`, () => ({ [name]: undefined }));
}

/** Also changes the alias of the same name (RFC 8705 §5). */
function withoutTls(name: string): Case {
	return changed(`${name} without TLS`, (correct) => ({
		[name]: plain(correct[name]),
		mtls_endpoint_aliases: {
			...(correct['mtls_endpoint_aliases'] as JsonObject),
			[name]: plain(correct[name]),
		},
	}));
}

function keysAt(address: string): Case {
	return changed(`jwks_uri ${address}`, () => ({ jwks_uri: address }));
}

function plain(address: unknown): string {
	return String(address).replace('https:', 'http:');
}
