#!/usr/bin/env bash
# http-message-signatures, structured-headers: a decimal such as 1.0 is written as the integer 1, so ;sf signatures differ.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --silent \
	http-message-signatures@1.0.6 structured-headers@2.1.0 structured-field-values@2.0.4

cat > finding.mjs <<'JS'
import assert from 'node:assert';
import { readFileSync } from 'node:fs';
import { httpbis } from 'http-message-signatures';
import { decodeDict, encodeDict } from 'structured-field-values';
import { parseDictionary, serializeDictionary } from 'structured-headers';

const version = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`)).version;
const names = ['http-message-signatures', 'structured-headers', 'structured-field-values'];

const seen = ['limit=0.5', 'limit=1.0', 'limit=250.0;unit="s"'].map((field) => {
	const request = { method: 'GET', url: 'https://bank.example/accounts', headers: { 'X-Terms': field } };
	return {
		field,
		'signature base with ;sf': httpbis.formatSignatureBase(
			httpbis.createSignatureBase({ fields: ['x-terms;sf'] }, request),
		),
		'structured-headers': serializeDictionary(parseDictionary(field)),
		'structured-field-values': encodeDict(decodeDict(field)),
	};
});

console.log(`Versions: ${names.map((name) => `${name} ${version(name)}`).join(', ')}, Node.js ${process.version}`);
console.log('Expected: each field is in its strict form, so ;sf leaves it as it is (RFC 9421 §2.1.1). A decimal is written with at');
console.log('least one digit after the point (RFC 8941 §4.1.5): 1.0 is a decimal and 1 an integer.');
console.log('Seen: 1.0 becomes 1, because a number of JavaScript does not know which of both it was. The signature base is not');
console.log('the one of a signer that keeps the types apart.');
console.log('Raw output:');
console.table(seen);
assert.deepStrictEqual(
	seen.map((row) => Object.values(row).slice(1)),
	[
		['"x-terms";sf: limit=0.5', 'limit=0.5', 'limit=0.5'],
		['"x-terms";sf: limit=1', 'limit=1', 'limit=1'],
		['"x-terms";sf: limit=250;unit="s"', 'limit=250;unit="s"', 'limit=250;unit="s"'],
	],
	'The behaviour has changed.',
);
JS
node finding.mjs
