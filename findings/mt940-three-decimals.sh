#!/usr/bin/env bash
# MT940: three parsers round every amount to two decimals, so dinars are off by up to five fils.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --silent \
	mt940js@1.3.5 @centrapay/swift-parser@1.0.1 swiftmessageparser@1.2.1 mt940-js@1.0.0 tslib@2.8.1

cat > finding.mjs <<'JS'
import assert from 'node:assert';
import { readFileSync } from 'node:fs';
import centrapay from '@centrapay/swift-parser';
import mt940 from 'mt940-js';
import mt940js from 'mt940js';
import swift from 'swiftmessageparser';

const names = ['mt940js', '@centrapay/swift-parser', 'swiftmessageparser', 'mt940-js'];
const version = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`)).version;
const readers = {
	mt940js: (data) => new mt940js.Parser().parse(data),
	'@centrapay/swift-parser': (data) => centrapay.parse({ type: 'mt940', data }),
	swiftmessageparser: (data) => swift.parse({ type: 'mt940', data }),
	'mt940-js': (data) => mt940.read(Buffer.from(data)),
};

/** Reads a statement over these credits with one parser: the amounts, and the closing balance or the error. */
async function read(name, credits, closing) {
	const data = [
		':20:STATEMENT1',
		':25:KW81CBKU0000000000001234560101',
		':28C:1/1',
		':60F:C261130KWD100,000',
		...credits.map((amount, index) => `:61:2612011201C${amount}NTRFINVOICE${index}`),
		`:62F:C261201KWD${closing}`,
		'-',
	].join('\r\n');
	try {
		const [{ transactions, closingBalance }] = await readers[name](data);
		return { name, amounts: transactions.map(({ amount }) => Number(amount)), closing: Number(closingBalance.value ?? closingBalance) };
	} catch ({ message }) {
		return { name, error: message };
	}
}
const one = [];
const four = [];
for (const name of names) {
	one.push(await read(name, ['10,125'], '110,125'));
	four.push(await read(name, ['0,004', '0,004', '0,004', '0,004'], '100,016'));
}

console.log(`Versions: ${names.map((name) => `${name} ${version(name)}`).join(', ')}, Node.js ${process.version}`);
console.log('Expected: the decimals of an amount are those of its currency (SWIFT, 15d), and the Kuwaiti dinar has three (ISO 4217).');
console.log('Seen: three parsers know only two decimals. 10.125 becomes 10.13 without an error. Four credits of 0.004 become zero, so');
console.log('mt940js refuses the statement, and the other two return entries that do not add up to the balance.');
console.log('Raw output:');
console.log('10,125 and the closing balance 110,125:', one);
console.log('four times 0,004 and the closing balance 100,016:', four);
assert.deepStrictEqual(
	one.map(({ amounts: [amount], closing }) => [amount, closing]),
	[
		[10.13, 110.13],
		[10.13, 110.13],
		[10.13, 110.13],
		[10.125, 110.125],
	],
	'The behaviour has changed.',
);
assert.deepStrictEqual(
	four.map(({ error, amounts, closing }) => error?.replace(/ \(.*/, '') ?? [amounts[0], closing]),
	['Sum of lines', [0, 100.02], [0, 100.02], [0.004, 100.016]],
	'The behaviour has changed.',
);
JS
node finding.mjs
