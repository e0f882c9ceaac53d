#!/usr/bin/env bash
# openid-client and oauth4webapi: the audience of private_key_jwt is the issuer, not the token endpoint.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --silent old@npm:openid-client@4.9.1 previous@npm:openid-client@5.7.1 openid-client@6.9.0

cat > finding.mjs <<'JS'
import assert from 'node:assert';
import { generateKeyPairSync, webcrypto } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import * as client from 'openid-client';
import old from 'old';
import * as previous from 'previous';

const version = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`)).version;
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const jwk = { ...privateKey.export({ format: 'jwk' }), kid: 'signing', alg: 'PS256' };
let form;
const bank = createServer((request, response) => {
	const chunks = [];
	request.on('data', (chunk) => chunks.push(chunk));
	request.on('end', () => {
		form = new URLSearchParams(Buffer.concat(chunks).toString());
		response.setHeader('content-type', 'application/json');
		response.end('{"access_token":"a","token_type":"Bearer","expires_in":300}');
	});
});
await new Promise((resolve) => bank.listen(0, '127.0.0.1', resolve));
const issuer = `http://127.0.0.1:${bank.address().port}`;
const metadata = { issuer, token_endpoint: `${issuer}/token`, token_endpoint_auth_signing_alg_values_supported: ['PS256'] };
const request = { grant_type: 'client_credentials', scope: 'accounts' };

async function byClass({ Issuer }) {
	const { Client } = new Issuer(metadata);
	const methods = { token_endpoint_auth_method: 'private_key_jwt', token_endpoint_auth_signing_alg: 'PS256' };
	await new Client({ client_id: 'client', ...methods }, { keys: [jwk] }).grant(request);
}
async function byFunction() {
	const der = privateKey.export({ format: 'der', type: 'pkcs8' });
	const key = await webcrypto.subtle.importKey('pkcs8', der, { name: 'RSA-PSS', hash: 'SHA-256' }, false, ['sign']);
	const configuration = new client.Configuration(metadata, 'client', {}, client.PrivateKeyJwt({ key, kid: 'signing' }));
	client.allowInsecureRequests(configuration);
	await client.clientCredentialsGrant(configuration, { scope: 'accounts' });
}
async function audience(work) {
	await work();
	const { aud } = JSON.parse(Buffer.from(form.get('client_assertion').split('.')[1], 'base64url'));
	return JSON.parse(JSON.stringify(aud).replaceAll(issuer, 'https://bank.example'));
}
const seen = {
	[`openid-client ${version('old')}`]: await audience(() => byClass(old)),
	[`openid-client ${version('previous')}`]: await audience(() => byClass(previous)),
	[`openid-client ${version('openid-client')}`]: await audience(byFunction),
};
bank.close();

console.log(`Versions: openid-client ${version('old')}, ${version('previous')} and ${version('openid-client')}, oauth4webapi ${version('oauth4webapi')}, Node.js ${process.version}`);
console.log('Expected: aud is or contains the address of the token endpoint, https://bank.example/token. OpenID Connect Core §9 says');
console.log('that it should be that address.');
console.log('Seen: version 4 sends it beside the issuer. Versions 5 and 6 send the issuer alone.');
console.log('Raw output:');
console.log(seen);
assert.deepStrictEqual(
	Object.values(seen),
	[['https://bank.example', 'https://bank.example/token'], 'https://bank.example', 'https://bank.example'],
	'The behaviour has changed.',
);
JS
node finding.mjs
