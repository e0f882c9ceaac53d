#!/usr/bin/env bash
# Node.js: keyUsage of an X509Certificate is the extended key usage, so a QSealC has none.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat > finding.mjs <<'JS'
import assert from 'node:assert';
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';

const [openssl, ...printed] = process.argv.slice(2);
const row = (name, text) => ({
	'key usage by openssl': text.replaceAll(/\s+/g, ' ').trim(),
	'keyUsage by Node.js': new X509Certificate(readFileSync(`${name}.pem`)).keyUsage,
});
const seen = { qseal: row('qseal', printed[0]), qwac: row('qwac', printed[1]) };

console.log(`Versions: Node.js ${process.version}, ${openssl}`);
console.log('Expected: keyUsage has the bits of the extension keyUsage (RFC 5280 §4.2.1.3), which tell a certificate for seals from');
console.log('one for connections.');
console.log('Seen: it has the OIDs of another extension, extKeyUsage (§4.2.1.12). Where this is absent, as in certificates for');
console.log('seals, keyUsage is undefined. Node.js has nothing that reads the extension keyUsage.');
console.log('Raw output:');
console.log(seen);
assert.deepStrictEqual(
	seen,
	{
		qseal: { 'key usage by openssl': 'Digital Signature, Non Repudiation', 'keyUsage by Node.js': undefined },
		qwac: {
			'key usage by openssl': 'Digital Signature',
			'keyUsage by Node.js': ['1.3.6.1.5.5.7.3.2', '1.3.6.1.5.5.7.3.1'],
		},
	},
	'The behaviour has changed.',
);
JS
certificate() { # name, then the extensions
	openssl req -x509 -newkey rsa:2048 -nodes -subj "/C=NO/O=Example TPP/CN=$1" -days 2 -keyout "$1.key" -out "$1.pem" \
		"${@:2}" 2> /dev/null
	openssl x509 -in "$1.pem" -noout -ext keyUsage | tail -n +2
}
qseal=$(certificate qseal -addext keyUsage=critical,digitalSignature,nonRepudiation)
qwac=$(certificate qwac -addext keyUsage=critical,digitalSignature -addext extendedKeyUsage=clientAuth,serverAuth)
node finding.mjs "$(openssl version | cut -d ' ' -f 1-2)" "$qseal" "$qwac"
