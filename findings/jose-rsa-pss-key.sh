#!/usr/bin/env bash
# jose: a private key of the type RSASSA-PSS cannot make a PS256 signature, which is RSASSA-PSS.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --silent jose@6.2.18

cat > finding.mjs <<'JS'
import assert from 'node:assert';
import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { CompactSign, exportJWK, importPKCS8 } from 'jose';

const { version } = JSON.parse(readFileSync('node_modules/jose/package.json'));
const pem = readFileSync('key.pem', 'utf8');
const key = createPrivateKey(pem);
const attempt = async (work) =>
	await work().catch((error) => `${error.name} ${error.code}: ${error.message}`);
const signWith = (signingKey) =>
	new CompactSign(Buffer.from('{}')).setProtectedHeader({ alg: 'PS256' }).sign(signingKey);

const signature = sign('sha256', Buffer.from('x'), { key, saltLength: 32 });
const seen = {
	'importPKCS8(pem, "PS256")': await attempt(() => importPKCS8(pem, 'PS256')),
	'CompactSign with the KeyObject': await attempt(() => signWith(key)),
	'exportJWK of the public key': await attempt(() => exportJWK(createPublicKey(key))),
	'node:crypto signs and verifies': verify('sha256', Buffer.from('x'), { key: createPublicKey(key), saltLength: 32 }, signature),
};

console.log(`Versions: jose ${version}, Node.js ${process.version}, ${process.argv[2]}`);
console.log('Expected: a key that OpenSSL made for RSASSA-PSS alone signs with PS256 (RFC 7518 §3.5: RSASSA-PSS with SHA-256).');
console.log('Seen: jose takes it in no form. It wants a key of the type rsaEncryption. The key itself works in node:crypto.');
console.log('Raw output:');
console.log(key.asymmetricKeyType, seen);
const { 'node:crypto signs and verifies': works, ...byJose } = seen;
assert.strictEqual(works, true, 'The behaviour has changed.');
for (const result of Object.values(byJose)) assert.match(String(result), /Error/, 'The behaviour has changed.');
JS
openssl genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -out key.pem 2> /dev/null
node finding.mjs "$(openssl version | cut -d ' ' -f 1-2)"
