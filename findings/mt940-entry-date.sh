#!/usr/bin/env bash
# MT940: two parsers put an entry of December with a value date in January a whole year later.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --silent mt940-js@1.0.0 tslib@2.8.1 @centrapay/swift-parser@1.0.1

cat > finding.mjs <<'JS'
import assert from 'node:assert';
import { readFileSync } from 'node:fs';
import centrapay from '@centrapay/swift-parser';
import mt940 from 'mt940-js';

const version = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`)).version;

/** Reads one credit with this value date (YYMMDD) and entry date (MMDD) with both parsers. */
async function read(valueDate, entryDate) {
	const data = [
		':20:STATEMENT1',
		':25:NWBKGB2L/31926819',
		':28C:1/1',
		':60F:C261230GBP100,00',
		`:61:${valueDate}${entryDate}C10,00NTRFINVOICE1`,
		':62F:C270104GBP110,00',
		'-',
	].join('\r\n');
	const [statement] = await mt940.read(Buffer.from(data));
	const [other] = centrapay.parse({ type: 'mt940', data });
	return {
		'value date': statement.transactions[0].valueDate,
		'entry date in the file': entryDate,
		'mt940-js': statement.transactions[0].entryDate,
		'@centrapay/swift-parser': other.transactions[0].entryDate.toISOString().slice(0, 10),
	};
}
const seen = [await read('261231', '1231'), await read('270104', '1231'), await read('261231', '0104')];

console.log(
	`Versions: mt940-js ${version('mt940-js')}, @centrapay/swift-parser ${version('@centrapay/swift-parser')}, Node.js ${process.version}`,
);
console.log('Expected: the entry date of field 61 has no year (SWIFT, MT940, field 61, subfield 2), so it is the day next to the');
console.log('value date: an entry of 31 December with the value date 4 January belongs to the old year.');
console.log('Seen: both parsers take the year of the value date. Between the years, an entry is twelve months off.');
console.log('Raw output:');
console.table(seen);
assert.deepStrictEqual(
	seen.map((row) => [row['mt940-js'], row['@centrapay/swift-parser']]),
	[
		['2026-12-31', '2026-12-31'],
		['2027-12-31', '2027-12-31'],
		['2026-01-04', '2026-01-04'],
	],
	'The behaviour has changed.',
);
JS
node finding.mjs
