#!/usr/bin/env bash
# @peculiar/x509: names are written and read front to back, so a name that OpenSSL printed comes back mirrored.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --silent @peculiar/x509@2.2.0 reflect-metadata@0.2.2

cat > finding.mjs <<'JS'
import 'reflect-metadata';
import assert from 'node:assert';
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { Name, X509Certificate } from '@peculiar/x509';

const { version } = JSON.parse(readFileSync('node_modules/@peculiar/x509/package.json'));
const [openssl, printed] = process.argv.slice(2);
const certificate = new X509Certificate(readFileSync('certificate.pem', 'utf8'));
const isSubject = (text) => isDeepStrictEqual(new Name(text).toJSON(), certificate.subjectName.toJSON());
const seen = {
	'openssl -nameopt RFC2253': printed,
	'@peculiar/x509 subject': certificate.subject,
	'new Name(text of openssl) is the subject': isSubject(printed),
	'new Name(own text) is the subject': isSubject(certificate.subject),
	'RDNs of new Name(text of openssl)': new Name(printed).toJSON().map((rdn) => Object.keys(rdn)[0]).join(' '),
};

console.log(`Versions: @peculiar/x509 ${version}, Node.js ${process.version}, ${openssl}`);
console.log('Expected: both print the subject from its last RDN to its first (RFC 4514 §2.1), and each reads the text of the other.');
console.log('Seen: @peculiar/x509 prints and parses from the first to the last. Given RFC 4514 text, it makes another name.');
console.log('Raw output:');
console.log(seen);
assert.deepStrictEqual(
	Object.values(seen),
	['CN=api.tpp.example,O=Example TPP,C=GB', 'C=GB, O=Example TPP, CN=api.tpp.example', false, true, 'CN O C'],
	'The behaviour has changed.',
);
JS
openssl req -x509 -newkey rsa:2048 -nodes -subj '/C=GB/O=Example TPP/CN=api.tpp.example' -days 2 \
	-keyout key.pem -out certificate.pem 2> /dev/null
printed=$(openssl x509 -in certificate.pem -noout -subject -nameopt RFC2253)
node finding.mjs "$(openssl version | cut -d ' ' -f 1-2)" "${printed#subject=}"
