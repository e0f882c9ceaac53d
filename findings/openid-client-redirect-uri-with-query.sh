#!/usr/bin/env bash
# openid-client: the token request carries the redirect URI without its query, so a registered one with a query differs.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --silent openid-client@6.9.0

cat > finding.mjs <<'JS'
import assert from 'node:assert';
import { readFileSync } from 'node:fs';
import { authorizationCodeGrant, buildAuthorizationUrl, Configuration, customFetch } from 'openid-client';

const { version } = JSON.parse(readFileSync('node_modules/openid-client/package.json'));
const registered = 'https://tpp.example/callback?bank=example';
const server = {
	issuer: 'https://bank.example',
	authorization_endpoint: 'https://bank.example/authorize',
	token_endpoint: 'https://bank.example/token',
};

let sent;
const configuration = new Configuration(server, 'client-1', 'a-secret');
configuration[customFetch] = async (url, { body }) => {
	sent = new URLSearchParams(body).get('redirect_uri');
	return Response.json({ access_token: 'token', token_type: 'Bearer' });
};

const asked = buildAuthorizationUrl(configuration, { redirect_uri: registered, state: 's1' });
const callback = new URL(`${registered}&code=c1&state=s1`);
await authorizationCodeGrant(configuration, callback, { expectedState: 's1' });

console.log(`Versions: openid-client ${version}, Node.js ${process.version}`);
console.log('Expected: authorizationCodeGrant takes code and state off the callback address and sends the rest as redirect_uri,');
console.log('identical to the one of the authorization request (RFC 6749 §4.1.3; §3.1.2 allows a query).');
console.log('Seen: it takes off the whole query.');
console.log('Raw output:');
console.log({ 'authorization request': asked.searchParams.get('redirect_uri'), 'token request': sent });
assert.strictEqual(asked.searchParams.get('redirect_uri'), registered, 'The behaviour has changed.');
assert.strictEqual(sent, 'https://tpp.example/callback', 'The behaviour has changed.');
JS
node finding.mjs
