#!/usr/bin/env bash
# mt940-js: the reversal of a credit is read as a credit.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --silent mt940-js@1.0.0 tslib@2.8.1

cat > finding.mjs <<'JS'
import assert from 'node:assert';
import { readFileSync } from 'node:fs';
import mt940 from 'mt940-js';

const { version } = JSON.parse(readFileSync('node_modules/mt940-js/package.json'));
const marks = ['C', 'RC', 'D'];
const file = [
	':20:STATEMENT1',
	':25:NWBKGB2L/31926819',
	':28C:1/1',
	':60F:C261127GBP100,00',
	...marks.flatMap((mark) => [`:61:2611281128${mark}10,00NTRFINVOICE1`, ':86:Invoice 1']),
	':62F:C261128GBP90,00',
	'-',
].join('\r\n');
const [{ openingBalance, transactions, closingBalance }] = await mt940.read(Buffer.from(file));
const seen = transactions.map(({ isCredit, amount }, index) => ({ mark: marks[index], isCredit, amount }));
const total = transactions.reduce((sum, { isCredit, amount }) => sum + (isCredit ? amount : -amount), openingBalance.value);
const sums = { 'balance by isCredit': total, 'closing balance': closingBalance.value };

console.log(`Versions: mt940-js ${version}, Node.js ${process.version}`);
console.log('Expected: in field 61 of MT940, C is a credit, D a debit and RC the reversal of a credit, which takes money');
console.log('away (SWIFT, MT940, field 61, subfield 3). So RC is no credit, or is told apart from C.');
console.log('Seen: RC is a credit like C. The balance by isCredit is 110, and the closing balance of the file is 90.');
console.log('Raw output:');
console.table(seen);
console.log(sums);
assert.deepStrictEqual(
	seen.map(({ isCredit, amount }) => [isCredit, amount]),
	[
		[true, 10],
		[true, 10],
		[false, 10],
	],
	'The behaviour has changed.',
);
assert.deepStrictEqual(Object.values(sums), [110, 90], 'The behaviour has changed.');
assert.deepStrictEqual(
	{ ...transactions[1], id: '' },
	{ ...transactions[0], id: '' },
	'The behaviour has changed.',
);
JS
node finding.mjs
