#!/usr/bin/env bash
# n8n-nodes-base: with Fuzzy Compare, an item that has a member more in input B is the same, and one that has it in input A is not.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --silent n8n-workflow@2.41.0 lodash@4.18.1
# The node alone: all dependencies of its package are more than a gigabyte.
npm pack --silent n8n-nodes-base@2.41.1 > packed.txt
tar -xzf n8n-nodes-base-2.41.1.tgz package/package.json package/dist/utils package/dist/nodes/CompareDatasets

cat > finding.cjs <<'JS'
const assert = require('node:assert');
const get = require('lodash/get');
const { CompareDatasets } = require('./package/dist/nodes/CompareDatasets/CompareDatasets.node.js');
const { version } = require('./package/package.json');

const outputs = ['In A only', 'Same', 'Different', 'In B only'];
const { version: newest } = new CompareDatasets().description;

/** Runs Compare Datasets, in its newest version, and returns the output that the item comes out of. */
async function compare(a, b, fuzzyCompare) {
	const parameters = {
		mergeByFields: { values: [{ field1: 'transactionId', field2: 'transactionId' }] },
		resolve: 'includeBoth',
		fuzzyCompare,
		options: {},
	};
	const context = {
		getNode: () => ({ name: 'Compare Datasets', typeVersion: Math.max(...[newest].flat()) }),
		getInputData: (index) => [[{ json: a, pairedItem: 0 }], [{ json: b, pairedItem: 0 }]][index],
		getNodeParameter: (name, _index, fallback) => get(parameters, name, fallback),
	};
	const items = await new CompareDatasets().execute.call(context);
	return outputs.filter((_, index) => items[index].length > 0).join();
}

async function main() {
	const pending = { transactionId: 'T1', amount: '10.00' };
	const booked = { ...pending, bookingDate: '2026-11-28' };
	const seen = [];
	for (const [name, a, b] of [
		['the member is in B', pending, booked],
		['the member is in A', booked, pending],
	]) {
		seen.push({ case: name, strict: await compare(a, b, false), 'Fuzzy Compare': await compare(a, b, true) });
	}
	console.log(`Versions: n8n-nodes-base ${version}, node version ${Math.max(...[newest].flat())}, Node.js ${process.version}`);
	console.log('Expected: a transaction that has got a booking date differs, whichever input has it. Fuzzy Compare ignores small type');
	console.log('differences, such as 3 and "3", and takes a missing member for an empty one.');
	console.log('Seen: with Fuzzy Compare, only the members of input A are compared. Yesterday\'s list as A and today\'s as B finds no booking.');
	console.log('Raw output:');
	console.table(seen);
	assert.deepStrictEqual(
		seen.map((row) => Object.values(row)),
		[
			['the member is in B', 'Different', 'Same'],
			['the member is in A', 'Different', 'Different'],
		],
		'The behaviour has changed.',
	);
}
main();
JS
node finding.cjs
