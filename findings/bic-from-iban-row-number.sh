#!/usr/bin/env bash
# bic-from-iban: the first four digits of the bank code are looked up as a row number, so the BIC is that of another bank.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --silent bic-from-iban@1.0.0 iban-to-bic@1.4.0

cat > finding.cjs <<'JS'
const assert = require('node:assert');
const { getBIC, validateIBAN } = require('bic-from-iban');
const { ibanToBic } = require('iban-to-bic');

const version = (name) => `${name} ${JSON.parse(require('node:fs').readFileSync(`node_modules/${name}/package.json`)).version}`;
const { list } = require('bic-from-iban/AllCountries/DE.json');
/** The first is the example of Germany in the SWIFT IBAN Registry. */
const ibans = ['DE89370400440532013000', 'DE09100100101234567890', 'DE45120300001234567890', 'DE46100500001234567890'];
const seen = ibans.map((iban) => {
	const row = list.find(({ id }) => id === String(Number(iban.slice(4, 8))));
	return { iban, 'bic-from-iban': getBIC(iban), [`id ${iban.slice(4, 8)} in its list`]: row.swift_code, 'iban-to-bic': ibanToBic(iban) };
});

console.log(`Versions: ${version('bic-from-iban')}, ${version('iban-to-bic')}, Node.js ${process.version}`);
console.log('Expected: both give the BIC that the Bundesbank lists for the bank code, which has eight digits in Germany. Without');
console.log('data for a bank code, there is no BIC.');
console.log('Seen: bic-from-iban takes four digits of the bank code for the number of a row in its list of banks, so a valid IBAN');
console.log('gets the BIC of another bank.');
console.log('Raw output:');
for (const line of seen) console.log(line);
assert.deepStrictEqual(ibans.map(validateIBAN), [true, true, true, true]);
assert.deepStrictEqual(
	seen.map((line) => Object.values(line).slice(1)),
	[
		['ESSEDE5F362', 'ESSEDE5F362', 'COBADEFFXXX'],
		['DRESDEFFJ14', 'DRESDEFFJ14', 'PBNKDEFFXXX'],
		['DRESDEFF834', 'DRESDEFF834', 'BYLADEM1001'],
		['DRESDEFF864', 'DRESDEFF864', 'BELADEBEXXX'],
	],
	'The behaviour has changed.',
);
JS
node finding.cjs
