#!/usr/bin/env bash
# node-ofx-parser, ofx-data-extractor: the name "Ben & Jerry" of an OFX file stays escaped, in one of them three times.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --silent node-ofx-parser@0.5.1 ofx-data-extractor@1.5.0 ofx-js@1.1.1

cat > finding.mjs <<'JS'
import assert from 'node:assert';
import { readFileSync } from 'node:fs';
import { Ofx } from 'ofx-data-extractor';
import { parse } from 'ofx-js';
import nodeOfxParser from 'node-ofx-parser';

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
		'node-ofx-parser': transactionOf(nodeOfxParser.parse(file)).NAME,
	};
}
const seen = [await read('Ben &amp; Jerry'), await read('A &lt; B'), await read('Ben and Jerry')];

console.log(`Versions: node-ofx-parser ${versionOf('node-ofx-parser')}, ofx-data-extractor ${versionOf('ofx-data-extractor')},`);
console.log(`ofx-js ${versionOf('ofx-js')}, Node.js ${process.version}`);
console.log('Expected: all return the name as it is on the statement. OFX 1.0.2 (2.3.2.1) writes & as &amp; and < as &lt;.');
console.log('Seen: ofx-js alone does. ofx-data-extractor keeps the escape. node-ofx-parser escapes its ampersand twice more.');
console.log('Raw output:');
console.table(seen);
assert.deepStrictEqual(
	seen.map((row) => Object.values(row)),
	[
		['Ben &amp; Jerry', 'Ben & Jerry', 'Ben &amp; Jerry', 'Ben &amp;amp;amp; Jerry'],
		['A &lt; B', 'A < B', 'A &lt; B', 'A &amp;amp;lt; B'],
		['Ben and Jerry', 'Ben and Jerry', 'Ben and Jerry', 'Ben and Jerry'],
	],
	'The behaviour has changed.',
);
JS
node finding.mjs
