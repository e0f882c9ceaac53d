#!/usr/bin/env bash
# @badgateway/oauth2-client: an authorization endpoint with a query gets a second question mark, so client_id is lost.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --silent @badgateway/oauth2-client@3.3.1 simple-oauth2@5.1.0 openid-client@6.9.0

cat > finding.mjs <<'JS'
import assert from 'node:assert';
import { readFileSync } from 'node:fs';
import { OAuth2Client } from '@badgateway/oauth2-client';
import { buildAuthorizationUrl, Configuration } from 'openid-client';
import { AuthorizationCode } from 'simple-oauth2';

const names = ['@badgateway/oauth2-client', 'simple-oauth2', 'openid-client'];
const version = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`)).version;
const endpoint = 'https://bank.example/authorize?brand=retail';
const redirectUri = 'https://tpp.example/callback';

const urls = {
	'@badgateway/oauth2-client': await new OAuth2Client({
		clientId: 'tpp',
		authorizationEndpoint: endpoint,
	}).authorizationCode.getAuthorizeUri({ redirectUri }),
	'simple-oauth2': new AuthorizationCode({
		client: { id: 'tpp', secret: 'a-secret' },
		auth: { tokenHost: 'https://bank.example', authorizePath: '/authorize?brand=retail' },
	}).authorizeURL({ redirect_uri: redirectUri }),
	'openid-client': buildAuthorizationUrl(
		new Configuration({ issuer: 'https://bank.example', authorization_endpoint: endpoint }, 'tpp'),
		{ redirect_uri: redirectUri },
	).href,
};
const seen = Object.entries(urls).map(([name, url]) => {
	const { brand, client_id } = Object.fromEntries(new URL(url).searchParams);
	return { name, brand, client_id };
});

console.log(`Versions: ${names.map((name) => `${name} ${version(name)}`).join(', ')}, Node.js ${process.version}`);
console.log('Expected: an authorization endpoint may have a query, to which the client adds its parameters (RFC 6749 §3.1). A bank');
console.log('with several brands tells them apart in this way.');
console.log('Seen: the client appends ? and its parameters whatever the endpoint is. The first parameter becomes a part of the');
console.log('value of the bank, so the bank sees an unknown brand and no client_id.');
console.log('Raw output:');
console.log(urls['@badgateway/oauth2-client']);
console.table(seen);
assert.deepStrictEqual(
	seen,
	[
		{ name: '@badgateway/oauth2-client', brand: 'retail?client_id=tpp', client_id: undefined },
		{ name: 'simple-oauth2', brand: 'retail', client_id: 'tpp' },
		{ name: 'openid-client', brand: 'retail', client_id: 'tpp' },
	],
	'The behaviour has changed.',
);
JS
node finding.mjs
