#!/usr/bin/env bash
# simple-oauth2: a refresh response without a refresh token loses the one in use, so the second refresh sends an empty one.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --silent simple-oauth2@5.1.0 @badgateway/oauth2-client@3.3.1

cat > finding.mjs <<'JS'
import assert from 'node:assert';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { OAuth2Client } from '@badgateway/oauth2-client';
import { AuthorizationCode } from 'simple-oauth2';

const version = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`)).version;

// A token endpoint that keeps the refresh token: it responds with access tokens only.
const bodies = [];
const server = createServer(async (request, response) => {
	bodies.push(Buffer.concat(await request.toArray()).toString());
	response.setHeader('Content-Type', 'application/json');
	response.end(JSON.stringify({ access_token: `access-${bodies.length}`, token_type: 'Bearer', expires_in: 300 }));
});
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const tokenHost = `http://127.0.0.1:${server.address().port}`;

/** Refreshes twice; returns the refresh tokens that the endpoint received and the one that is left. */
async function sent(refresh, token, refreshTokenOf) {
	bodies.length = 0;
	const last = await refresh(await refresh(token));
	return { sent: bodies.map((body) => new URLSearchParams(body).get('refresh_token')), left: refreshTokenOf(last) };
}

const simple = new AuthorizationCode({ client: { id: 'tpp', secret: 'a-secret' }, auth: { tokenHost, tokenPath: '/token' } });
const other = new OAuth2Client({ clientId: 'tpp', clientSecret: 'a-secret', tokenEndpoint: `${tokenHost}/token` });
const seen = {
	'simple-oauth2': await sent(
		(token) => token.refresh(),
		simple.createToken({ access_token: 'access-0', refresh_token: 'refresh-0', expires_in: 300 }),
		({ token }) => token.refresh_token,
	),
	'@badgateway/oauth2-client': await sent(
		(token) => other.refreshToken(token),
		{ accessToken: 'access-0', refreshToken: 'refresh-0', expiresAt: null },
		({ refreshToken }) => refreshToken,
	),
};
server.close();

console.log(
	`Versions: simple-oauth2 ${version('simple-oauth2')}, @badgateway/oauth2-client ${version('@badgateway/oauth2-client')}, Node.js ${process.version}`,
);
console.log('Expected: a server may leave out a new refresh token (RFC 6749 §6). The client then goes on with the one that it has,');
console.log('and simple-oauth2 has a line for this case.');
console.log('Seen: the line takes the refresh token from the wrong object. The first refresh works and returns a token without');
console.log('refresh_token, and the second one sends an empty parameter.');
console.log('Raw output:');
console.dir(seen, { depth: 3 });
assert.deepStrictEqual(
	seen,
	{
		'simple-oauth2': { sent: ['refresh-0', ''], left: undefined },
		'@badgateway/oauth2-client': { sent: ['refresh-0', 'refresh-0'], left: 'refresh-0' },
	},
	'The behaviour has changed.',
);
JS
node finding.mjs
