#!/usr/bin/env bash
# n8n's OAuth client: client ID and secret are not form-encoded in the Basic header, so a secret with + or % is refused.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --silent @n8n/client-oauth2@1.23.1 oidc-provider@9.13.3 openid-client@6.9.0

cat > finding.mjs <<'JS'
import assert from 'node:assert';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import clientOAuth2 from '@n8n/client-oauth2';
import * as openid from 'openid-client';

console.info = console.warn = () => {}; // notices of oidc-provider about its default settings
const { default: Provider } = await import('oidc-provider');
const version = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`)).version;
const names = ['@n8n/client-oauth2', 'openid-client', 'oidc-provider'];

/** Client IDs and secrets are VSCHAR: the visible characters of ASCII and the space (RFC 6749, appendix A). */
const pairs = [
	['tpp-1', 'plain-secret'],
	['tpp-2', 'kV+3z8w/Tq=='],
	['tpp-3', '50%41'],
	['tpp-4', '50%off'],
	['https://tpp.example/5', 'plain-secret'],
];
const clients = pairs.map(([client_id, client_secret]) => ({
	client_id,
	client_secret,
	grant_types: ['client_credentials'],
	redirect_uris: [],
	response_types: [],
}));

const server = createServer().listen(0, '127.0.0.1');
await once(server, 'listening');
const issuer = `http://127.0.0.1:${server.address().port}`;
const token_endpoint = `${issuer}/token`;
server.on('request', new Provider(issuer, { clients, features: { clientCredentials: { enabled: true } } }).callback());

const outcome = (request) => request.then(() => 'token', ({ body, error }) => body?.error ?? error);
const seen = [];
for (const [clientId, clientSecret] of pairs) {
	const settings = { clientId, clientSecret, accessTokenUri: token_endpoint, authentication: 'header' };
	const configuration = new openid.Configuration(
		{ issuer, token_endpoint },
		clientId,
		clientSecret,
		openid.ClientSecretBasic(clientSecret),
	);
	openid.allowInsecureRequests(configuration);
	seen.push({
		clientId,
		clientSecret,
		'openid-client': await outcome(openid.clientCredentialsGrant(configuration)),
		'@n8n/client-oauth2': await outcome(new clientOAuth2.ClientOAuth2(settings).credentials.getToken()),
	});
}
server.close();
server.closeAllConnections();

console.log(`Versions: ${names.map((name) => `${name} ${version(name)}`).join(', ')}, Node.js ${process.version}`);
console.log('Expected: client ID and secret are form-encoded before they go into the Basic header (RFC 6749 §2.3.1), so every valid');
console.log('pair gets a token. A random secret in base64 often has a plus sign, and a client ID can be an address.');
console.log('Seen: the client of n8n puts both into the header as they are. The server decodes +, % and the first colon.');
console.log('Raw output:');
console.table(seen);
assert.deepStrictEqual(
	seen.map((row) => [row['openid-client'], row['@n8n/client-oauth2']]),
	[
		['token', 'token'],
		['token', 'invalid_client'],
		['token', 'invalid_client'],
		['token', 'invalid_request'],
		['token', 'invalid_client'],
	],
	'The behaviour has changed.',
);
JS
node finding.mjs
