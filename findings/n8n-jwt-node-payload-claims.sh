#!/usr/bin/env bash
# n8n-nodes-base: the JWT node writes the fields Audience, Issuer and Expires In as audience, issuer and expiresIn into the token.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --silent n8n-workflow@2.41.0 @n8n/utils@1.48.0 lodash@4.18.1 jsonwebtoken@9.0.3
# The node alone: all dependencies of its package are more than a gigabyte.
npm pack --silent n8n-nodes-base@2.41.1 > packed.txt
tar -xzf n8n-nodes-base-2.41.1.tgz package/package.json package/dist/utils package/dist/nodes/Jwt package/dist/nodes/Set

cat > finding.cjs <<'JS'
const assert = require('node:assert');
const { createPublicKey, generateKeyPairSync } = require('node:crypto');
const jsonwebtoken = require('jsonwebtoken');
const get = require('lodash/get');
const { Jwt } = require('./package/dist/nodes/Jwt/Jwt.node.js');
const { version } = require('./package/package.json');

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });

/** Runs the operation Sign with the fields of Payload Claims. */
async function sign(claims) {
	const parameters = { operation: 'sign', useJson: false, claims, options: {}, headerClaims: {} };
	const context = {
		getNode: () => ({ name: 'JWT', typeVersion: 1 }),
		getInputData: () => [{ json: {} }],
		getNodeParameter: (name, _index, fallback) => get(parameters, name, fallback),
		getCredentials: async () => ({ keyType: 'pemKey', privateKey: pem, algorithm: 'PS256' }),
		continueOnFail: () => false,
	};
	const [[{ json }]] = await new Jwt().execute.call(context);
	return json.token;
}

async function main() {
	const audience = 'https://bank.example/token';
	const token = await sign({ audience, issuer: 'client-1', subject: 'client-1', jwtid: '1', expiresIn: 60 });
	const { iat, ...claims } = jsonwebtoken.decode(token);
	let refusal;
	try {
		jsonwebtoken.verify(token, createPublicKey(privateKey), { algorithms: ['PS256'], audience });
	} catch ({ message }) {
		refusal = message;
	}
	console.log(`Versions: n8n-nodes-base ${version}, jsonwebtoken 9.0.3, Node.js ${process.version}`);
	console.log('Expected: Payload Claims has the fields Audience, Issuer, Subject, JWT ID and Expires In. The token has the claims of RFC 7519:');
	console.log('aud, iss, sub, jti and exp. So it is a client assertion (private_key_jwt, RFC 7523 §3).');
	console.log('Seen: the token has the names of the fields as claims, and none of RFC 7519 but iat. A bank refuses it.');
	console.log('Raw output:');
	console.log({ claims, 'verified for the audience': refusal });
	const names = ['audience', 'expiresIn', 'issuer', 'jwtid', 'subject'];
	assert.deepStrictEqual(Object.keys(claims).sort(), names, 'The behaviour has changed.');
	assert.match(refusal, /audience invalid/, 'The behaviour has changed.');
	assert.strictEqual(typeof iat, 'number', 'The behaviour has changed.');
}
main();
JS
node finding.cjs
