#!/usr/bin/env bash
# finnish-bank-utils: a virtual bar code for an amount such as 4883.15 has the digits of a floating-point number.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --silent finnish-bank-utils@1.3.3

cat > finding.cjs <<'JS'
const assert = require('node:assert');
const bank = require('finnish-bank-utils');

const { version } = JSON.parse(require('node:fs').readFileSync('node_modules/finnish-bank-utils/package.json'));
// The example of Finance Finland's bank bar code guide, version 4: 54 digits.
const standard = '479440520200360820048831500000000868516259619897100612';
const invoice = { iban: 'FI7944052020036082', reference: '868516259619897', date: '12.6.2010' };
const format = (fields) => bank.formatFinnishVirtualBarCode(fields);
const parsed = bank.parseFinnishVirtualBarCode(standard);
const codes = [4883.15, 4883.5, 100.1, 19.99, 1.1].map((sum) => [sum, format({ ...invoice, sum })]);
const total = 10_000;
const broken = Array.from({ length: total }, (_, cents) => format({ ...invoice, sum: (cents + 1) / 100 })).filter((code) => !/^\d{54}$/.test(code ?? ''));
const seen = {
	'sum of the code of the guide': parsed.sum,
	...Object.fromEntries(codes.map(([sum, code]) => [`code for ${sum.toFixed(2)}`, code])),
	[`codes without 54 digits, from 0.01 to ${total / 100}.00`]: broken.length,
};

console.log(`Versions: finnish-bank-utils ${version}, Node.js ${process.version}`);
console.log('Expected: the bar code of an invoice is 54 digits, with the euros in six and the cents in two (Finance Finland, bank');
console.log('bar code guide). The library reads 4883.15 in the code of that guide, and 4883.15 gives that code.');
console.log('Seen: the cents are a floating-point number, so that code and many others are too long and have a decimal point.');
console.log('Raw output:');
console.log(seen);
assert.deepStrictEqual(
	Object.values(seen),
	[
		4883.15,
		'4794405202003608200488314.99999999994179200000000868516259619897100612',
		'479440520200360820048835000000000868516259619897100612',
		'479440520200360820001001000000000868516259619897100612',
		'4794405202003608200001998.9999999999997700000000868516259619897100612',
		'4794405202003608200000110.00000000000001400000000868516259619897100612',
		1146,
	],
	'The behaviour has changed.',
);
JS
node finding.cjs
