#!/usr/bin/env bash
# http-message-signatures: its rsa-pss-sha512 signatures have the longest possible salt, RFC 9421 asks for 64 bytes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --silent http-message-signatures@1.0.6 http-message-sig@0.3.0

cat > finding.mjs <<'JS'
import assert from 'node:assert';
import { constants, generateKeyPairSync, verify, webcrypto } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSignature, verifySignature, webcrypto as providers } from 'http-message-sig';
import signatures from 'http-message-signatures';

const version = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`)).version;
const { createSigner, createVerifier, httpbis } = signatures;

const url = 'https://bank.example/accounts';
const date = new Date().toUTCString();
const components = ['@method', '@target-uri', 'date'];
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pss = { name: 'RSA-PSS', hash: 'SHA-512' };
const der = (key, type) => key.export({ type, format: 'der' });
const signingKey = await webcrypto.subtle.importKey('pkcs8', der(privateKey, 'pkcs8'), pss, false, ['sign']);
const verifyingKey = await webcrypto.subtle.importKey('spki', der(publicKey, 'spki'), pss, true, ['verify']);

/** http-message-signatures signs, http-message-sig verifies. */
const signed = await httpbis.signMessage(
	{
		key: createSigner(privateKey, 'rsa-pss-sha512', 'k1'),
		name: 'sig1',
		fields: components,
		params: ['created', 'keyid', 'alg'],
	},
	{ method: 'GET', url, headers: { date } },
);
const thereBy = await verifySignature(new Request(url, { headers: signed.headers }), {
	policy: { algorithms: ['rsa-pss-sha512'], requiredComponents: components, requiredParameters: [], clockSkew: 60 },
	resolveVerifier: () => providers.verifier(verifyingKey),
}).then(
	() => 'verified',
	(error) => `${error.name}: ${error.message}`,
);

/** http-message-sig signs, http-message-signatures verifies. */
const fields = await createSignature(new Request(url, { headers: { date } }), {
	components,
	parameters: { created: Math.floor(Date.now() / 1000), keyid: 'k1', alg: 'rsa-pss-sha512' },
	signer: providers.signer(signingKey),
});
const backBy = await httpbis.verifyMessage(
	{ keyLookup: () => ({ id: 'k1', verify: createVerifier(publicKey, 'rsa-pss-sha512') }) },
	{ method: 'GET', url, headers: { date, Signature: fields.signature, 'Signature-Input': fields.signatureInput } },
);

const base = [
	'"@method": GET',
	`"@target-uri": ${url}`,
	`"date": ${date}`,
	`"@signature-params": ${signed.headers['Signature-Input'].replace('sig1=', '')}`,
].join('\n');
const bytes = Buffer.from(/:(.*):/.exec(signed.headers.Signature)[1], 'base64');
const saltLength = [64, 190].find((length) =>
	verify('sha512', Buffer.from(base), { key: publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: length }, bytes),
);

console.log(
	`Versions: http-message-signatures ${version('http-message-signatures')}, http-message-sig ${version('http-message-sig')}, Node.js ${process.version}`,
);
console.log('Expected: two libraries for RFC 9421 verify the rsa-pss-sha512 signatures of each other.');
console.log('Seen: only one way works. http-message-signatures salts with 190 bytes (key of 2048 bits), not 64 (RFC 9421 §3.3.1).');
console.log('Raw output:');
console.log({ 'http-message-signatures to http-message-sig': thereBy, 'salt bytes': saltLength });
console.log({ 'http-message-sig to http-message-signatures': backBy });
assert.strictEqual(thereBy, 'SignatureError: Signature verification failed', 'The behaviour has changed.');
assert.strictEqual(saltLength, 190, 'The behaviour has changed.');
assert.strictEqual(backBy, true, 'The behaviour has changed.');
JS
node finding.mjs
