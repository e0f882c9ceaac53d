#!/usr/bin/env bash
# fints: the BIC in the reference of a transaction has lost its first letter, because BIC+ is shorter than the other tags.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --silent fints@0.5.0

cat > finding.cjs <<'JS'
const assert = require('node:assert');
const { readFileSync } = require('node:fs');
const { parse86Structured } = require('fints');

const { version } = JSON.parse(readFileSync('node_modules/fints/package.json'));
/** Field 86 of an MT940 statement, with the sub-fields of the German banks. */
const field =
	'166?00GUTSCHRIFT?109310?20EREF+E2E-1?21IBAN+DE89370400440532013000?22BIC+COBADEFFXXX?23SVWZ+Rechnung 7' +
	'?30COBADEFFXXX?31DE89370400440532013000?32Example GmbH';
const { bic, iban, reference } = parse86Structured(field);

console.log(`Versions: fints ${version}, Node.js ${process.version}`);
console.log('Expected: the BIC of the reference (tag BIC+ of the sub-fields ?20 to ?29) is the one of the transaction (?30).');
console.log('Seen: the value of each tag begins after five characters, which is one too many after BIC+.');
console.log('Raw output:');
console.log({ transaction: { bic, iban }, reference: { bic: reference.bic, iban: reference.iban } });
assert.strictEqual(bic, 'COBADEFFXXX', 'The behaviour has changed.');
assert.strictEqual(reference.iban, iban, 'The behaviour has changed.');
assert.strictEqual(reference.bic, 'OBADEFFXXX', 'The behaviour has changed.');
JS
node finding.cjs
