#!/usr/bin/env bash
# ofx-data-extractor: a name that ends with a bracket, such as "Example [UK]", gets a comma at its end.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --silent ofx-data-extractor@1.5.0 ofx-js@1.1.1

cat > finding.mjs <<'JS'
import assert from 'node:assert';
import { readFileSync } from 'node:fs';
import { Ofx } from 'ofx-data-extractor';
import { parse } from 'ofx-js';

const versionOf = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`)).version;

/** A statement in OFX 1.0.2 with one transaction. */
const statement = (name) => `OFXHEADER:100
DATA:OFXSGML
VERSION:102
SECURITY:NONE
ENCODING:USASCII
CHARSET:1252
COMPRESSION:NONE
OLDFILEUID:NONE
NEWFILEUID:NONE

<OFX>
<BANKMSGSRSV1>
<STMTTRNRS>
<TRNUID>1
<STMTRS>
<CURDEF>GBP
<BANKTRANLIST>
<DTSTART>20261101
<DTEND>20261130
<STMTTRN>
<TRNTYPE>DEBIT
<DTPOSTED>20261128
<TRNAMT>-12.50
<FITID>1
<NAME>${name}
</STMTTRN>
</BANKTRANLIST>
</STMTRS>
</STMTTRNRS>
</BANKMSGSRSV1>
</OFX>`;

const transactionOf = ({ OFX }) => OFX.BANKMSGSRSV1.STMTTRNRS.STMTRS.BANKTRANLIST.STMTTRN;
async function read(name) {
	const file = statement(name);
	return {
		'in the file': name,
		'ofx-js': transactionOf(await parse(file)).NAME,
		'ofx-data-extractor': new Ofx(file).getBankTransferList()[0].NAME,
	};
}
const seen = [await read('Example [UK]'), await read('[UK] Example'), await read('Example (UK)')];

console.log(`Versions: ofx-data-extractor ${versionOf('ofx-data-extractor')}, ofx-js ${versionOf('ofx-js')}, Node.js ${process.version}`);
console.log('Expected: the name is as it is in the file. A square bracket has no meaning in OFX, except after a time.');
console.log('Seen: the library writes the file as JSON and parses that. It adds a comma after each bracket at the end of a line.');
console.log('Raw output:');
console.table(seen);
assert.deepStrictEqual(
	seen.map((row) => row['ofx-data-extractor']),
	['Example [UK],', '[UK] Example', 'Example (UK)'],
	'The behaviour has changed.',
);
assert.deepStrictEqual(
	seen.map((row) => row['ofx-js']),
	['Example [UK]', '[UK] Example', 'Example (UK)'],
	'The behaviour has changed.',
);
JS
node finding.mjs
