#!/usr/bin/env bash
# jsrsasign: the slash of a company name such as "Example A/S" becomes a backslash and a slash in a new certificate request.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --silent jsrsasign@11.1.5

cat > finding.mjs <<'JS'
import assert from 'node:assert';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import rsasign from 'jsrsasign';

const { KEYUTIL, KJUR, X509 } = rsasign;
const { version } = JSON.parse(readFileSync('node_modules/jsrsasign/package.json'));
const [openssl] = process.argv.slice(2);
const certificate = new X509();
certificate.readCertPEM(readFileSync('certificate.pem', 'utf8'));
const { pubKeyObj: sbjpubkey, prvKeyObj: sbjprvkey } = KEYUTIL.generateKeypair('EC', 'secp256r1');

/** Writes a request for the name, then has OpenSSL read its organisation and jsrsasign its whole name. */
function request(subject) {
	const pem = KJUR.asn1.csr.CSRUtil.newCSRPEM({ subject, sbjpubkey, sbjprvkey, sigalg: 'SHA256withECDSA' });
	writeFileSync('request.pem', pem);
	const text = execFileSync('openssl', ['req', '-in', 'request.pem', '-noout', '-subject', '-nameopt', 'sep_multiline,space_eq,lname'], {
		encoding: 'utf8',
	});
	return [text.match(/organizationName = (.*)/)[1], KJUR.asn1.csr.CSRUtil.getParam(pem).subject.str];
}

const ofCertificate = certificate.getSubjectString();
const [first, ofFirst] = request({ str: ofCertificate });
const [second] = request({ str: ofFirst });
const [fromArray] = request({ array: certificate.getSubject().array });
const seen = {
	'getSubjectString() of the certificate': ofCertificate,
	'organisation in a request with this text': first,
	'organisation in a request with the text of that request': second,
	'organisation in a request with getSubject().array': fromArray,
};

console.log(`Versions: jsrsasign ${version}, Node.js ${process.version}, ${openssl}`);
console.log('Expected: a certificate request with the subject text of a certificate has the name of that certificate. The');
console.log('organisation "Example A/S" is written as "Example A\\/S" in that text, because a slash divides attributes.');
console.log('Seen: the text is read without taking the backslash off, so the request names another organisation. Each further');
console.log('round adds a backslash. Only the form as an array keeps the name.');
console.log('Raw output:');
console.log(seen);
assert.deepStrictEqual(
	Object.values(seen),
	['/C=DK/O=Example A\\/S/CN=tpp.example', 'Example A\\/S', 'Example A\\\\/S', 'Example A/S'],
	'The behaviour has changed.',
);
JS
openssl req -x509 -newkey rsa:2048 -nodes -subj '/C=DK/O=Example A\/S/CN=tpp.example' -days 2 \
	-keyout key.pem -out certificate.pem 2> /dev/null
node finding.mjs "$(openssl version | cut -d ' ' -f 1-2)"
