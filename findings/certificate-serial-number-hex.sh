#!/usr/bin/env bash
# node-forge, jsrsasign, @fidm/x509: the serial number of a certificate is other hexadecimal text than Node.js and OpenSSL print.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --silent \
	node-forge@1.4.3 jsrsasign@11.1.5 @fidm/x509@1.2.1 @peculiar/x509@2.2.0 reflect-metadata@0.2.2

cat > finding.mjs <<'JS'
import 'reflect-metadata';
import assert from 'node:assert';
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fidm from '@fidm/x509';
import { X509Certificate as PeculiarCertificate } from '@peculiar/x509';
import forge from 'node-forge';
import rsasign from 'jsrsasign';

const version = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`)).version;
const names = ['node-forge', 'jsrsasign', '@fidm/x509', '@peculiar/x509'];
const [openssl, ...printed] = process.argv.slice(2);

function read(file, ofOpenSSL) {
	const pem = readFileSync(file, 'utf8');
	const certificate = new rsasign.X509();
	certificate.readCertPEM(pem);
	return {
		OpenSSL: ofOpenSSL,
		'Node.js': new X509Certificate(pem).serialNumber,
		'@peculiar/x509': new PeculiarCertificate(pem).serialNumber,
		'node-forge': forge.pki.certificateFromPem(pem).serialNumber,
		jsrsasign: certificate.getSerialNumberHex(),
		'@fidm/x509': fidm.Certificate.fromPEM(Buffer.from(pem)).serialNumber,
	};
}
const [first, second] = [read('first.pem', printed[0]), read('second.pem', printed[1])];

console.log(
	`Versions: ${names.map((name) => `${name} ${version(name)}`).join(', ')}, Node.js ${process.version}, ${openssl}`,
);
console.log('Expected: all print one number as the same hexadecimal digits, apart from their case. Such text goes into the keyId');
console.log('of an HTTP signature: SN=…,CA=… with the serial number in hexadecimal (Berlin Group, signature of requests).');
console.log('Seen: where the first bit of the number is 1, node-forge, jsrsasign and @fidm/x509 begin with 00, the sign octet of DER.');
console.log('Raw output:');
console.table(Object.fromEntries(Object.keys(first).map((name) => [name, { first: first[name], second: second[name] }])));
const digits = 'D5AB0102030405060708090A0B0C0D0E';
const lowerCase = digits.toLowerCase();
assert.deepStrictEqual(
	Object.values(first),
	[digits, digits, lowerCase, `00${lowerCase}`, `00${lowerCase}`, `00${lowerCase}`],
	'The behaviour has changed.',
);
assert.deepStrictEqual(
	Object.values(second).map((text) => text.toUpperCase()),
	Array(6).fill('05AB0102030405060708090A0B0C0D0E'),
	'The behaviour has changed.',
);
JS
openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out key.pem 2> /dev/null
write() {
	openssl req -x509 -key key.pem -subj '/C=NO/O=Example TPP/CN=tpp.example' -days 2 -set_serial "$2" -out "$1"
	openssl x509 -in "$1" -noout -serial | cut -d = -f 2
}
first=$(write first.pem 0xD5AB0102030405060708090A0B0C0D0E)
second=$(write second.pem 0x05AB0102030405060708090A0B0C0D0E)
node finding.mjs "$(openssl version | cut -d ' ' -f 1-2)" "$first" "$second"
