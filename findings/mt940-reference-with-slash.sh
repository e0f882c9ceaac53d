#!/usr/bin/env bash
# MT940: five parsers cut a reference at its first slash, and lose the reference of the bank behind it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --silent \
	mt940js@1.3.5 mt940-js@1.0.0 tslib@2.8.1 @centrapay/swift-parser@1.0.1 swiftmessageparser@1.2.1 lib-fints@1.5.0

cat > finding.mjs <<'JS'
import assert from 'node:assert';
import { readFileSync } from 'node:fs';
import centrapay from '@centrapay/swift-parser';
import mt940 from 'mt940-js';
import mt940js from 'mt940js';
import swift from 'swiftmessageparser';
import { Mt940Parser } from './node_modules/lib-fints/dist/mt940parser.js';

const names = ['mt940js', 'mt940-js', '@centrapay/swift-parser', 'swiftmessageparser', 'lib-fints'];
const version = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`)).version;
const readers = {
	mt940js: (data) => new mt940js.Parser().parse(data),
	'mt940-js': (data) => mt940.read(Buffer.from(data)),
	'@centrapay/swift-parser': (data) => centrapay.parse({ type: 'mt940', data }),
	swiftmessageparser: (data) => swift.parse({ type: 'mt940', data }),
	'lib-fints': (data) => new Mt940Parser(data).parse(),
};

/** Reads a credit with this reference of the customer and the reference BANKREFERENCE001 of the bank with every parser. */
async function read(reference) {
	const data = [
		':20:STATEMENT1',
		':25:NWBKGB2L/31926819',
		':28C:1/1',
		':60F:C261130GBP100,00',
		`:61:2612011201C10,00NTRF${reference}//BANKREFERENCE001`,
		':86:Rent',
		':62F:C261201GBP110,00',
		'-',
	].join('\r\n');
	const rows = [];
	for (const name of names) {
		const [{ transactions }] = await readers[name](data);
		const [{ reference: ofCustomer, customerReference = ofCustomer, bankReference }] = transactions;
		rows.push({ name, 'in the file': `${reference}//BANKREFERENCE001`, customer: customerReference, bank: bankReference });
	}
	return rows;
}
const plain = await read('INV-2026-17');
const withSlash = await read('INV/2026/17');

console.log(`Versions: ${names.map((name) => `${name} ${version(name)}`).join(', ')}, Node.js ${process.version}`);
console.log('Expected: subfield 7 of field 61 is 16x (SWIFT, MT940), and the character set x has the slash. Two slashes begin');
console.log('subfield 8, the reference of the bank. One slash is a part of the reference.');
console.log('Seen: all parsers end the reference at the first slash. What follows is lost without an error, so different invoices');
console.log('have one reference and the entry has none of the bank.');
console.log('Raw output:');
console.table([...plain, ...withSlash]);
assert.ok(
	plain.every(({ customer, bank }) => customer === 'INV-2026-17' && bank === 'BANKREFERENCE001'),
	'The behaviour has changed.',
);
assert.deepStrictEqual(
	withSlash.map(({ customer, bank }) => [customer, bank]),
	names.map(() => ['INV', '']),
	'The behaviour has changed.',
);
JS
node finding.mjs
