#!/usr/bin/env bash
# rsa-pem-to-jwk: the modulus keeps the zero octet of its DER encoding, so the thumbprint of the key is another one.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --silent rsa-pem-to-jwk@1.1.3 pem-jwk@2.0.0 rasha@1.2.5 jose@6.2.18

cat > finding.mjs <<'JS'
import assert from 'node:assert';
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { calculateJwkThumbprint } from 'jose';
import { pem2jwk } from 'pem-jwk';
import rasha from 'rasha';
import rsaPemToJwk from 'rsa-pem-to-jwk';

const names = ['rsa-pem-to-jwk', 'pem-jwk', 'rasha', 'jose'];
const version = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`)).version;
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = privateKey.export({ type: 'pkcs1', format: 'pem' });
const ofNode = publicKey.export({ format: 'jwk' });
const thumbprint = await calculateJwkThumbprint(ofNode);

const seen = [];
for (const [name, jwk] of Object.entries({
	'Node.js': ofNode,
	'pem-jwk': pem2jwk(pem),
	rasha: await rasha.import({ pem, public: true }),
	'rsa-pem-to-jwk': rsaPemToJwk(pem, {}, 'public'),
})) {
	seen.push({
		name,
		'octets of n': Buffer.from(jwk.n, 'base64url').length,
		'same key': createPublicKey({ key: { kty: jwk.kty, n: jwk.n, e: jwk.e }, format: 'jwk' }).equals(publicKey),
		'same thumbprint': (await calculateJwkThumbprint({ kty: jwk.kty, n: jwk.n, e: jwk.e })) === thumbprint,
	});
}

console.log(`Versions: ${names.map((name) => `${name} ${version(name)}`).join(', ')}, Node.js ${process.version}`);
console.log('Expected: n has as many octets as the modulus, 256 for 2048 bits. RFC 7518 §6.3.1.1 forbids the extra zero octet that the');
console.log('DER encoding of a key has.');
console.log('Seen: n has 257 octets, for every key. The key is the same and signatures are valid, but its thumbprint (RFC 7638), which');
console.log('is the kid or jkt of the key at a bank, differs from the one of every other library.');
console.log('Raw output:');
console.table(seen);
assert.deepStrictEqual(
	seen.map((row) => Object.values(row)),
	[
		['Node.js', 256, true, true],
		['pem-jwk', 256, true, true],
		['rasha', 256, true, true],
		['rsa-pem-to-jwk', 257, true, false],
	],
	'The behaviour has changed.',
);
JS
node --no-deprecation finding.mjs
