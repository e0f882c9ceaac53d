#!/usr/bin/env bash
# node-jose: the kid of a certificate is its common name, so the two certificates of a TPP get the same kid.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --silent node-jose@2.2.0 jose@6.2.18

cat > finding.mjs <<'JS'
import assert from 'node:assert';
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { calculateJwkThumbprint } from 'jose';
import nodeJose from 'node-jose';

const { version } = JSON.parse(readFileSync('node_modules/node-jose/package.json'));
const [openssl] = process.argv.slice(2);

async function kids(name) {
	const pem = readFileSync(`${name}.pem`, 'utf8');
	const { publicKey } = new X509Certificate(pem);
	const thumbprint = await calculateJwkThumbprint(publicKey.export({ format: 'jwk' }));
	const { kid: ofKey } = await nodeJose.JWK.asKey(publicKey.export({ type: 'spki', format: 'pem' }), 'pem');
	const { kid: ofCertificate } = await nodeJose.JWK.asKey(pem, 'pem');
	return { ofCertificate, 'ofKey is the thumbprint': ofKey === thumbprint };
}

const transport = await kids('transport');
const signing = await kids('signing');

console.log(`Versions: node-jose ${version}, Node.js ${process.version}, ${openssl}`);
console.log('Expected: JWK.asKey gives a key from a certificate the kid that it gives the same key from a PEM: the thumbprint of');
console.log('RFC 7638. The transport and the signing certificate of a TPP have one subject (OBIE) and two keys, so two kids.');
console.log('Seen: the kid is the common name of the certificate, and both keys have the same kid.');
console.log('Raw output:');
console.table({ transport, signing });
assert.deepStrictEqual(
	[transport, signing],
	Array(2).fill({ ofCertificate: 'exampleSoftwareId', 'ofKey is the thumbprint': true }),
	'The behaviour has changed.',
);
JS
for name in transport signing; do
	openssl req -x509 -newkey rsa:2048 -nodes -subj '/C=GB/O=OpenBanking/OU=0015800001ExampleAAA/CN=exampleSoftwareId' \
		-days 2 -keyout "$name.key" -out "$name.pem" 2> /dev/null
done
node finding.mjs "$(openssl version | cut -d ' ' -f 1-2)"
