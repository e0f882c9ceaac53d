#!/usr/bin/env bash
# sepa-qr: the text for the payee is in the line of the structured reference, and the note for the payer in the line of the text.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --silent sepa-qr@0.0.2 sepa-payment-qr-code@2.0.2 jsqr@1.4.0 pngjs@7.0.0

cat > finding.mjs <<'JS'
import assert from 'node:assert';
import { readFileSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import jsqr from 'jsqr';
import { PNG } from 'pngjs';
import sepaPaymentQrCode from 'sepa-payment-qr-code';
import sepaQr from 'sepa-qr';

const version = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`)).version;
const payee = { name: 'Example AS', iban: 'DE89370400440532013000', amount: 12.5 };

const image = PNG.sync.read(
	await buffer(sepaQr({ ...payee, remittance: 'Invoice 17', information: 'Thank you', type: 'png', size: 8 })),
);
const scanned = jsqr(new Uint8ClampedArray(image.data), image.width, image.height).data.split('\n');
const other = sepaPaymentQrCode({ ...payee, unstructuredReference: 'Invoice 17', information: 'Thank you' }).split('\n');
const seen = [
	[10, 'remittance, structured'],
	[11, 'remittance, unstructured'],
	[12, 'note for the payer'],
].map(([line, field]) => ({
	line,
	field,
	'sepa-qr': scanned[line - 1],
	'sepa-payment-qr-code': other[line - 1],
}));

console.log(
	`Versions: sepa-qr ${version('sepa-qr')}, sepa-payment-qr-code ${version('sepa-payment-qr-code')}, Node.js ${process.version}`,
);
console.log('Expected: "Invoice 17" is unstructured, line 11 of the code (EPC069-12). Line 10 is for a creditor reference, such as RF of');
console.log('ISO 11649, and only one of both lines is filled.');
console.log('Seen: sepa-qr leaves out one line. A text becomes a structured reference, which banks check, and the note that is only');
console.log('for the payer becomes the text that is sent to the payee.');
console.log('Raw output:');
console.table(seen);
assert.deepStrictEqual(
	seen.map((row) => [row['sepa-qr'], row['sepa-payment-qr-code']]),
	[
		['Invoice 17', ''],
		['Thank you', 'Invoice 17'],
		[undefined, 'Thank you'],
	],
	'The behaviour has changed.',
);
JS
node finding.mjs
