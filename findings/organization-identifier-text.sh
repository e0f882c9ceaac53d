#!/usr/bin/env bash
# OpenSSL, GnuTLS, Java, @peculiar/x509: each writes the organizationIdentifier of one certificate as other text.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --silent @peculiar/x509@2.2.0 reflect-metadata@0.2.2

cat > finding.mjs <<'JS'
import 'reflect-metadata';
import assert from 'node:assert';
import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { X509Certificate as PeculiarCertificate } from '@peculiar/x509';

const { version } = JSON.parse(readFileSync('node_modules/@peculiar/x509/package.json'));
const run = (tool, ...options) => execFileSync(tool, options, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
const after = (text, label) => text.split('\n').find((line) => line.trim().startsWith(label)).trim().slice(label.length);
const pem = readFileSync('certificate.pem', 'utf8');
const seen = {
	'openssl -nameopt RFC2253': after(
		run('openssl', 'x509', '-in', 'certificate.pem', '-noout', '-subject', '-nameopt', 'RFC2253'),
		'subject=',
	),
	'certtool (GnuTLS)': after(run('certtool', '--certificate-info', '--infile', 'certificate.pem'), 'Subject: '),
	'keytool (Java)': after(run('keytool', '-J-Duser.language=en', '-printcert', '-file', 'certificate.pem'), 'Owner: '),
	'@peculiar/x509': new PeculiarCertificate(pem).subject,
	'Node.js': new X509Certificate(pem).subject.replaceAll('\n', ' / '),
};
const attribute = (text) => text.match(/[\w.]+=[#\w-]*(?:PSDNO|50534[\da-f]+)[\w-]*/)[0];

const tools = [
	run('openssl', 'version').split(' ').slice(0, 2).join(' '),
	`GnuTLS ${run('certtool', '--version').match(/[\d.]+/)[0]}`,
	`Java ${process.argv[2]}`,
	`@peculiar/x509 ${version}`,
];
console.log(`Versions: ${tools.join(', ')}, Node.js ${process.version}`);
console.log('Expected: the subject for tls_client_auth_subject_dn is text by RFC 4514 (RFC 8705 §2.1.2), so tools write the same for');
console.log('the 2.5.4.97 of eIDAS certificates. A type in digits has its value as # and hexadecimal digits (RFC 4514 §2.4).');
console.log('Seen: only GnuTLS writes digits so. Java adds a prefix OID, @peculiar/x509 has plain text behind the digits, OpenSSL');
console.log('and Node.js write a name. A bank that compares text knows a TPP by one of four texts.');
console.log('Raw output:');
console.log(seen);
assert.deepStrictEqual(
	Object.values(seen).map(attribute),
	[
		'organizationIdentifier=PSDNO-FSA-987654321',
		'2.5.4.97=#0c135053444e4f2d4653412d393837363534333231',
		'OID.2.5.4.97=PSDNO-FSA-987654321',
		'2.5.4.97=PSDNO-FSA-987654321',
		'organizationIdentifier=PSDNO-FSA-987654321',
	],
	'The behaviour has changed.',
);
JS
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -keyout key.pem -out certificate.pem \
	-subj '/C=NO/O=Example TPP/organizationIdentifier=PSDNO-FSA-987654321/CN=tpp.example' 2> /dev/null
node finding.mjs "$(java -version 2>&1 | head -1 | cut -d '"' -f 2)"
