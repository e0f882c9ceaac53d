#!/usr/bin/env bash
# Node.js: after two keys of different types were compared, the next valid key is refused.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat > finding.mjs <<'JS'
import assert from 'node:assert';
import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';

const rsaPem = readFileSync('rsa.pem', 'utf8');
const read = () => {
	try {
		return createPrivateKey(rsaPem).asymmetricKeyType;
	} catch (error) {
		return `${error.code}: ${error.message}`;
	}
};
const rsa = createPrivateKey(rsaPem);
const ec = createPrivateKey(readFileSync('ec.pem', 'utf8'));

const seen = [
	['createPrivateKey(rsaPem)', read()],
	['rsa.equals(ec)', rsa.equals(ec)],
	['createPrivateKey(rsaPem)', read()],
	['createPrivateKey(rsaPem)', read()],
];

console.log(`Versions: Node.js ${process.version} with OpenSSL ${process.versions.openssl}`);
console.log('Expected: KeyObject.equals only compares. The same PEM is read before and after it.');
console.log('Seen: equals leaves an error in the queue of OpenSSL, and the next createPrivateKey throws it for a valid key.');
console.log('Raw output:');
console.log(seen);
assert.deepStrictEqual(
	seen.map(([, result]) => result),
	['rsa', false, 'ERR_OSSL_EVP_DIFFERENT_KEY_TYPES: error:03000065:digital envelope routines::different key types', 'rsa'],
	'The behaviour has changed.',
);
JS
openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out rsa.pem 2> /dev/null
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out ec.pem 2> /dev/null
node finding.mjs
