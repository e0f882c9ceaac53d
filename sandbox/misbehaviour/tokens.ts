import { createHash } from 'node:crypto';

import { json } from '../http/response';
import { status, text, withMembers, type Case, type Cases, type JsonChange } from './case';
import type { JsonObject } from './jws';

/** Cases for token responses (RFC 6749 §5.1) and for errors of the token endpoint (§5.2). */
export const tokenCases: Cases = {
	'TK-05': tokens('401 invalid_client', refused({ 'www-authenticate': 'Basic realm="bank"' })),
	'TK-11': tokens('400 invalid_grant', () => json(400, { error: 'invalid_grant' })),
	'TK-12': members('scope absent', { scope: undefined }),
	'TK-13': members('expires_in absent', { expires_in: undefined }),
	'TK-14-text': members('expires_in a string', { expires_in: '3600' }),
	'TK-14-words': members('expires_in a text', { expires_in: 'an hour' }),
	'TK-14-negative': members('expires_in negative', { expires_in: -1 }),
	'TK-15-lower': members('token_type bearer', { token_type: 'bearer' }),
	'TK-15-upper': members('token_type BEARER', { token_type: 'BEARER' }),
	'TK-15-BearerToken': members('token_type BearerToken', { token_type: 'BearerToken' }),
	'TK-17-absent': members('access_token absent', { access_token: undefined }),
	'TK-17-number': members('access_token a number', { access_token: 7 }),
	'TK-17-empty': members('access_token empty', { access_token: '' }),
	'TK-18': members('scope empty', { scope: '' }),
	'TK-19-scope': members('scope an array', { scope: ['openid', 'accounts'] }),
	'TK-19-refresh_token': members('refresh_token a number', { refresh_token: 7 }),
	'TK-19-id_token': members('id_token a number', { id_token: 7 }),
	'TK-19-null': members('null for scope, refresh_token and expires_in', {
		scope: null,
		refresh_token: null,
		expires_in: null,
	}),
	'TK-20-201': tokens('status 201', status(201)),
	'TK-20-204': tokens('status 204', status(204)),
	'TK-20-302': tokens('status 302', status(302, { location: 'https://127.0.0.1:1/' })),
	'TK-21-broken': tokens('broken JSON', text('{"access_token":"half a tok')),
	'TK-21-null': tokens('null', text('null')),
	'TK-21-array': tokens('an array', text('[]')),
	'TK-21-html': tokens('HTML', text('<html>', 'text/html')),
	'TK-23': tokens(
		'401 with malformed challenges',
		refused({ 'www-authenticate': 'Basic realm="a, b", =", DPoP nonce' }),
	),
	'TK-27': {
		...members('refresh_token absent', { refresh_token: undefined }),
		grant: 'refresh_token',
	},
	'TK-35': longToken('x'.repeat(8192)),
	'TK-42-401': {
		...tokens('401 invalid_client, clock ten minutes ahead', refused({})),
		clockOffset: 600,
	},
	'TK-43-307': tokens('redirect 307', status(307, { location: 'https://127.0.0.1:1/' })),
	'TK-43-308': tokens('redirect 308', status(308, { location: 'https://127.0.0.1:1/' })),
	'no-id_token-with-tokens': members('id_token absent', { id_token: undefined }),
	'no-refresh_token': members('refresh_token absent', { refresh_token: undefined }),
	'no-token_type': members('token_type absent', { token_type: undefined }),
	'another-token_type': members('token_type N_A', { token_type: 'N_A' }),
	'unknown-member': members('an unknown member', { shoe_size: 42 }),
};

function tokens(description: string, change: JsonChange): Case {
	return { description: `token endpoint: ${description}`, tokens: change };
}

function members(description: string, changes: JsonObject): Case {
	return tokens(
		description,
		withMembers(() => changes),
	);
}

function longToken(access_token: string): Case {
	const at_hash = createHash('sha256').update(access_token).digest().subarray(0, 16);
	return {
		...members('access_token of 8 kB, with its at_hash', { access_token }),
		idToken: ({ claims, ...token }) => ({
			...token,
			claims: { ...claims, at_hash: at_hash.toString('base64url') },
		}),
	};
}

function refused(headers: Record<string, string>): JsonChange {
	return () => json(401, { error: 'invalid_client' }, headers);
}
