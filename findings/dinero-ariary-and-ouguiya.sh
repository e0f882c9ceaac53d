#!/usr/bin/env bash
# @dinero.js/currencies: the minor unit of MGA and MRU is a fifth, and not the hundredth of ISO 4217.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --silent dinero.js@2.0.0-alpha.14 @dinero.js/currencies@2.0.0-alpha.14 currency-codes@2.2.0

cat > finding.mjs <<'JS'
import assert from 'node:assert';
import { readFileSync } from 'node:fs';
import * as currencies from '@dinero.js/currencies';
import currencyCodes from 'currency-codes';
import { dinero, toDecimal, toUnits } from 'dinero.js';

const version = (name) => `${name} ${JSON.parse(readFileSync(`node_modules/${name}/package.json`)).version}`;
const attempt = (work) => {
	try {
		return work();
	} catch ({ message }) {
		return message;
	}
};
/** 12.50 as a bank writes it, in minor units of ISO 4217. */
const describe = (code) => {
	const { digits } = currencyCodes.code(code);
	const value = dinero({ amount: 12.5 * 10 ** digits, currency: currencies[code] });
	return { 'digits of ISO 4217': digits, units: toUnits(value).join(' + '), decimal: attempt(() => toDecimal(value)) };
};
const seen = Object.fromEntries(['NOK', 'MGA', 'MRU'].map((code) => [code, describe(code)]));

console.log(`Versions: ${['dinero.js', '@dinero.js/currencies', 'currency-codes'].map(version).join(', ')}, Node.js ${process.version}`);
console.log('Expected: 12.50 is an amount of 1250 in each currency with two digits. ISO 4217 gives two to MGA and MRU, and the');
console.log('amounts of ISO 20022 and of open banking APIs are decimals.');
console.log('Seen: 1250 are 250 ariary or ouguiya, because their base is 5 and their exponent 1. They have no decimal.');
console.log('Raw output:');
console.table(seen);
assert.deepStrictEqual(
	Object.values(seen).map(Object.values),
	[
		[2, '12 + 50', '12.50'],
		[2, '250 + 0', '[Dinero.js] Currency is not decimal.'],
		[2, '250 + 0', '[Dinero.js] Currency is not decimal.'],
	],
	'The behaviour has changed.',
);
JS
node finding.mjs
