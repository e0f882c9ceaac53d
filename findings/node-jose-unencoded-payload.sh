#!/usr/bin/env bash
# node-jose: with b64 false in the header it signs the payload in base64, so another library refuses the signature.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --silent node-jose@2.2.0 jose@6.2.18

cat > finding.mjs <<'JS'
import assert from 'node:assert';
import { readFileSync } from 'node:fs';
import { exportPKCS8, flattenedVerify, generateKeyPair } from 'jose';
import nodeJose from 'node-jose';

const version = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`)).version;
const payload = '{"Data":{"Status":"Authorised"}}';
const header = { alg: 'PS256', b64: false, crit: ['b64'] };
const { privateKey, publicKey } = await generateKeyPair('PS256', { extractable: true });
const key = await nodeJose.JWK.asKey(await exportPKCS8(privateKey), 'pem');

const detached = await nodeJose.JWS.createSign({ format: 'flattened', fields: header }, key).update(payload).final();
const verify = (text) =>
	flattenedVerify({ ...detached, payload: text }, publicKey).then(
		() => 'verified',
		({ code }) => code,
	);
const base64 = Buffer.from(payload).toString('base64url');
const seen = {
	'header of node-jose': Buffer.from(detached.protected, 'base64url').toString(),
	'verified by jose over the payload': await verify(payload),
	'verified by jose over the payload in base64': await verify(base64),
};

console.log(`Versions: node-jose ${version('node-jose')}, jose ${version('jose')}, Node.js ${process.version}`);
console.log('Expected: with b64 false in the header, the payload itself is signed (RFC 7797 §3; OBIE before version 3.1.4), or');
console.log('node-jose throws because it does not support this.');
console.log('Seen: node-jose writes b64 false into the header and signs the payload in base64. jose refuses this signature over the');
console.log('payload. Over the payload in base64 it is right.');
console.log('Raw output:');
console.log(seen);
assert.strictEqual(JSON.parse(seen['header of node-jose']).b64, false, 'The behaviour has changed.');
assert.deepStrictEqual(
	Object.values(seen).slice(1),
	['ERR_JWS_SIGNATURE_VERIFICATION_FAILED', 'verified'],
	'The behaviour has changed.',
);
JS
node finding.mjs
