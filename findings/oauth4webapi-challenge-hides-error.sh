#!/usr/bin/env bash
# openid-client, oauth4webapi: a token error of status 401 loses its error code once it has the header that RFC 6749 asks for.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --silent openid-client@6.9.0 oauth4webapi@3.8.8

cat > finding.mjs <<'JS'
import assert from 'node:assert';
import { readFileSync } from 'node:fs';
import { clientCredentialsGrant, ClientSecretBasic, Configuration, customFetch } from 'openid-client';

const version = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`)).version;
const server = { issuer: 'https://bank.example', token_endpoint: 'https://bank.example/token' };
const body = { error: 'invalid_client', error_description: 'The certificate is not known.' };

/** Asks for a token, and tells what the error holds when the bank responds with 401, `body` and these headers. */
async function refusedWith(headers) {
	const configuration = new Configuration(server, 'client-1', {}, ClientSecretBasic('a-secret'));
	configuration[customFetch] = async () => Response.json(body, { status: 401, headers });
	return await clientCredentialsGrant(configuration).then(assert.fail, (caught) => ({
		name: caught.name,
		code: caught.code,
		error: caught.error,
		error_description: caught.error_description,
		cause: caught.cause,
		'body was read': caught.response.bodyUsed,
	}));
}

const without = await refusedWith({});
const withChallenge = await refusedWith({ 'WWW-Authenticate': 'Basic realm="bank"' });

console.log(
	`Versions: openid-client ${version('openid-client')}, oauth4webapi ${version('oauth4webapi')}, Node.js ${process.version}`,
);
console.log('Expected: the error carries error and error_description of the body, with and without WWW-Authenticate,');
console.log('which RFC 6749 §5.2 requires beside invalid_client for a client that used the Authorization header.');
console.log('Seen: with the header it is another class of error, which has only the challenge. The body is not read.');
console.log('Raw output:');
console.log('without the header:', without);
console.log('with the header:', withChallenge);
assert.deepStrictEqual([without.name, without.error], ['ResponseBodyError', 'invalid_client'], 'The behaviour has changed.');
assert.deepStrictEqual(
	[withChallenge.name, withChallenge.error, withChallenge.error_description, withChallenge['body was read']],
	['WWWAuthenticateChallengeError', undefined, undefined, false],
	'The behaviour has changed.',
);
JS
node finding.mjs
