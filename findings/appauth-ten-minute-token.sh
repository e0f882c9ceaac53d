#!/usr/bin/env bash
# @openid/appauth: an access token that lives ten minutes or less is never valid, not even in the second in which it is issued.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --silent @openid/appauth@1.4.0 simple-oauth2@5.1.0

cat > finding.mjs <<'JS'
import assert from 'node:assert';
import { readFileSync } from 'node:fs';
import { ClientCredentials } from 'simple-oauth2';
import { TokenResponse } from './node_modules/@openid/appauth/built/src/token_response.js';

const version = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`)).version;
const other = new ClientCredentials({
	client: { id: 'tpp', secret: 'a-secret' },
	auth: { tokenHost: 'https://bank.example' },
});
const seen = [60, 300, 600, 660, 3600].map((expires_in) => {
	const response = { access_token: 'access-1', token_type: 'Bearer', expires_in };
	return {
		expires_in,
		'isValid() of appauth': new TokenResponse(response).isValid(),
		'isValid(0) of appauth': new TokenResponse(response).isValid(0),
		'!expired() of simple-oauth2': !other.createToken(response).expired(),
	};
});

console.log(
	`Versions: @openid/appauth ${version('@openid/appauth')}, simple-oauth2 ${version('simple-oauth2')}, Node.js ${process.version}`,
);
console.log('Expected: a token that has just been issued is valid, whatever expires_in is (RFC 6749 §5.1). FAPI banks issue tokens');
console.log('for five or ten minutes.');
console.log('Seen: isValid takes off ten minutes unless it is told otherwise. A client that refreshes when isValid is false asks for a');
console.log('new token before every request, and never uses one twice.');
console.log('Raw output:');
console.table(seen);
assert.deepStrictEqual(
	seen.map((row) => Object.values(row)),
	[
		[60, false, true, true],
		[300, false, true, true],
		[600, false, true, true],
		[660, true, true, true],
		[3600, true, true, true],
	],
	'The behaviour has changed.',
);
JS
node finding.mjs
