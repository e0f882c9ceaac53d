#!/usr/bin/env bash
# @bity/oauth2-auth-code-pkce: a refresh token with + reaches the bank as another one, and extra parameters replace the grant.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --silent @bity/oauth2-auth-code-pkce@2.13.0

cat > finding.mjs <<'JS'
import assert from 'node:assert';
import { readFileSync } from 'node:fs';
import { OAuth2AuthCodePKCE } from '@bity/oauth2-auth-code-pkce';

const { version } = JSON.parse(readFileSync('node_modules/@bity/oauth2-auth-code-pkce/package.json'));
const items = new Map();
globalThis.localStorage = { getItem: (key) => items.get(key) ?? null, setItem: (key, value) => items.set(key, value) };

/** Refreshes with this refresh token; returns the body that was sent and the parameters that the bank reads in it. */
async function refreshWith(refreshToken, extraRefreshParams) {
	let sent;
	globalThis.fetch = async (url, { body }) => {
		sent = body;
		return Response.json({ access_token: 'access-1', token_type: 'Bearer', expires_in: 300 });
	};
	const client = new OAuth2AuthCodePKCE({
		...{ authorizationUrl: 'https://bank.example/authorize', tokenUrl: 'https://bank.example/token' },
		...{ clientId: 'tpp', redirectUrl: 'https://tpp.example/callback', scopes: ['accounts'], extraRefreshParams },
		...{ onAccessTokenExpiry: (refresh) => refresh(), onInvalidGrant: assert.fail },
	});
	client.setState({ refreshToken: { value: refreshToken } });
	await client.exchangeRefreshTokenForAccessToken();
	return { body: sent, 'read by the bank': Object.fromEntries(new URLSearchParams(sent)) };
}
const seen = {
	'refresh token abc123': await refreshWith('abc123'),
	'refresh token abc+123': await refreshWith('abc+123'),
	'refresh token abc123, extra parameter': await refreshWith('abc123', { resource: 'https://bank.example' }),
};

console.log(`Versions: @bity/oauth2-auth-code-pkce ${version}, Node.js ${process.version}`);
console.log('Expected: a refresh token may have every printable character of ASCII (RFC 6749, appendix A.17), and the body is encoded as');
console.log('a form (§6). Extra parameters are added to the ones of the grant.');
console.log('Seen: the refresh token is not encoded, unlike the authorization code, so + becomes a space. With extra parameters the body');
console.log('begins with the address of the token endpoint, and there is no grant_type and no refresh_token.');
console.log('Raw output:');
console.dir(seen, { depth: 3 });
assert.deepStrictEqual(
	Object.values(seen).map((row) => row['read by the bank']),
	[
		{ grant_type: 'refresh_token', refresh_token: 'abc123', client_id: 'tpp' },
		{ grant_type: 'refresh_token', refresh_token: 'abc 123', client_id: 'tpp' },
		{ 'https://bank.example/token': '', resource: 'https://bank.example' },
	],
	'The behaviour has changed.',
);
JS
node finding.mjs
