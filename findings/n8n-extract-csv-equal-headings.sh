#!/usr/bin/env bash
# n8n-nodes-base: of two columns with the same heading, as in bank exports, Extract from CSV keeps the last, and from XLSX both.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --silent n8n-workflow@2.41.0 lodash@4.18.1 csv-parse@7.0.2 @e965/xlsx@0.20.3 iconv-lite@0.6.3
# The node alone: all dependencies of its package are more than a gigabyte.
npm pack --silent n8n-nodes-base@2.41.1 > packed.txt
tar -xzf n8n-nodes-base-2.41.1.tgz package/package.json package/dist/utils package/dist/nodes/SpreadsheetFile

cat > finding.cjs <<'JS'
const assert = require('node:assert');
const get = require('lodash/get');
const { read, write } = require('@e965/xlsx');
const { execute } = require('./package/dist/nodes/SpreadsheetFile/v2/fromFile.operation.js');
const { version } = require('./package/package.json');

/** Returns the rows of a file as the node Extract from File, in its newest version, returns them. */
async function extract(file, fileFormat) {
	const parameters = { binaryPropertyName: 'data', operation: fileFormat, options: {} };
	const context = {
		getNode: () => ({ name: 'Extract from File', typeVersion: 1.1 }),
		getNodeParameter: (name, _index, fallback) => get(parameters, name, fallback),
		continueOnFail: () => false,
		helpers: { assertBinaryData: () => ({ data: Buffer.from(file).toString('base64'), mimeType: '', fileExtension: fileFormat }) },
	};
	const items = await execute.call(context, [{ json: {} }], 'operation', { failOnCsvBufferError: true });
	return items.map(({ json }) => json);
}

async function main() {
	const csv = 'Date,Name,IBAN,Currency,Name,IBAN\n2026-11-28,Example AS,NO9386011117947,NOK,Payee AS,NO8330001234567\n';
	const xlsx = write(read(csv, { type: 'string', raw: true }), { type: 'buffer', bookType: 'xlsx' });
	const seen = { csv: await extract(csv, 'csv'), xlsx: await extract(xlsx, 'xlsx') };

	console.log(`Versions: n8n-nodes-base ${version}, Node.js ${process.version}`);
	console.log('Expected: both operations of the node return the same table. Exports of banks have one heading twice, for payer and payee.');
	console.log('Seen: from XLSX, the second column gets the name with _1. From CSV, it replaces the first one: name and IBAN of the payer');
	console.log('are lost, without an error.');
	console.log('Raw output:');
	console.log(seen);
	const common = { Date: '2026-11-28', Currency: 'NOK' };
	assert.deepStrictEqual(seen.csv, [{ ...common, Name: 'Payee AS', IBAN: 'NO8330001234567' }], 'The behaviour has changed.');
	assert.deepStrictEqual(
		seen.xlsx,
		[{ ...common, Name: 'Example AS', IBAN: 'NO9386011117947', Name_1: 'Payee AS', IBAN_1: 'NO8330001234567' }],
		'The behaviour has changed.',
	);
}
main();
JS
node finding.cjs
