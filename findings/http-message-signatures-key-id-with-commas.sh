#!/usr/bin/env bash
# http-message-signatures: its Cavage verifier cannot read the keyId of the Berlin Group, which contains commas.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --silent http-message-signatures@1.0.6 http-signature@1.4.0

cat > finding.mjs <<'JS'
import assert from 'node:assert';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import signatures from 'http-message-signatures';
import httpSignature from 'http-signature';

const version = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`)).version;
const { cavage, createSigner, createVerifier } = signatures;
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** The form of NextGenPSD2 §12: serial number and issuer of the certificate. */
const keyId = 'SN=9FA1,CA=CN=Example CA,O=Example Trust,C=DE';
const twoUnits = 'SN=9FA1,CA=CN=Example CA,OU=Issuing,OU=Seals,C=DE';

const sign = (id) =>
	cavage.signMessage(
		{
			key: createSigner(privateKey, 'rsa-v1_5-sha256', id),
			fields: ['x-request-id', 'date'],
			params: ['keyid', 'alg'],
		},
		{
			method: 'GET',
			url: 'https://bank.example/v1/accounts',
			headers: { 'x-request-id': randomUUID(), date: new Date().toUTCString() },
		},
	);

let lookedUp;
const verify = (id, message) =>
	cavage.verifyMessage(
		{
			keyLookup: (parameters) => {
				lookedUp = parameters;
				return parameters.keyid === id ? { verify: createVerifier(publicKey, 'rsa-v1_5-sha256') } : null;
			},
		},
		message,
	);

const message = await sign(keyId);
const result = await verify(keyId, message);
const withTwoUnits = await verify(twoUnits, await sign(twoUnits)).catch((error) => error.message);

const headers = { ...message.headers, signature: message.headers.Signature };
const parsed = httpSignature.parseRequest({ method: 'GET', url: '/v1/accounts', headers });
const elsewhere = {
	keyId: parsed.keyId,
	verified: httpSignature.verifySignature(parsed, publicKey.export({ type: 'spki', format: 'pem' })),
};

console.log(
	`Versions: http-message-signatures ${version('http-message-signatures')}, http-signature ${version('http-signature')}, Node.js ${process.version}`,
);
console.log('Expected: cavage.verifyMessage looks up the keyId that cavage.signMessage wrote between quotes.');
console.log('Seen: it splits the quoted text at its commas. Two attributes of one name end in an error. http-signature reads it.');
console.log('Raw output:');
console.log(message.headers.Signature.replace(/signature=.*/, 'signature="…"'));
console.log({ lookedUp: { ...lookedUp }, result, withTwoUnits });
console.log({ 'http-signature': elsewhere });
assert.strictEqual(lookedUp.keyid, '"SN=9FA1', 'The behaviour has changed.');
assert.strictEqual(result, null, 'The behaviour has changed.');
assert.strictEqual(withTwoUnits, 'Same parameter defined repeatedly', 'The behaviour has changed.');
assert.deepStrictEqual(elsewhere, { keyId, verified: true }, 'The behaviour has changed.');
JS
node finding.mjs
