#!/usr/bin/env bash
# node-jose: with b64 false it signs another text than its header says, and decodes a verified payload as base64.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --silent node-jose@2.2.0 jose@6.2.18

cat > finding.mjs <<'JS'
import assert from 'node:assert';
import { readFileSync } from 'node:fs';
import { exportPKCS8, FlattenedSign, flattenedVerify, generateKeyPair } from 'jose';
import nodeJose from 'node-jose';

const version = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`)).version;
const payload = '{"Data":{"Status":"Authorised"}}';
const header = { alg: 'PS256', b64: false, crit: ['b64'] };
const { privateKey, publicKey } = await generateKeyPair('PS256', { extractable: true });
const key = await nodeJose.JWK.asKey(await exportPKCS8(privateKey), 'pem');

const byJose = await new FlattenedSign(Buffer.from(payload)).setProtectedHeader(header).sign(privateKey);
const detached = await nodeJose.JWS.createSign({ format: 'flattened', fields: header }, key).update(payload).final();
const readByNodeJose = await nodeJose.JWS.createVerify(key, { handlers: { b64: true } }).verify({ ...byJose, payload });
const verifiedByJose = await flattenedVerify({ ...detached, payload }, publicKey).then(
	() => 'verified',
	({ code }) => code,
);
const seen = {
	'header of node-jose': Buffer.from(detached.protected, 'base64url').toString(),
	'its signature, verified by jose': verifiedByJose,
	'payload of jose, read by node-jose': readByNodeJose.payload.toString('hex'),
};

console.log(`Versions: node-jose ${version('node-jose')}, jose ${version('jose')}, Node.js ${process.version}`);
console.log('Expected: with b64 false in the header, the payload itself is signed (RFC 7797 §3; OBIE before version 3.1.4), or');
console.log('node-jose throws because it does not support this.');
console.log('Seen: node-jose writes b64 false and signs the payload in base64, so others refuse it. Reading, it verifies the right');
console.log('text, and then decodes the payload as base64, so the caller gets other bytes than those that were signed.');
console.log('Raw output:');
console.log(seen);
assert.strictEqual(JSON.parse(seen['header of node-jose']).b64, false, 'The behaviour has changed.');
assert.strictEqual(verifiedByJose, 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED', 'The behaviour has changed.');
assert.deepStrictEqual(readByNodeJose.payload, Buffer.from(payload, 'base64'), 'The behaviour has changed.');
JS
node finding.mjs
