#!/usr/bin/env bash
# n8n-nodes-base: when some items have null in a text field, Sort does not sort the others, and Remove Duplicates keeps duplicates.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --silent n8n-workflow@2.41.0 lodash@4.18.1
# The node alone: all dependencies of its package are more than a gigabyte.
npm pack --silent n8n-nodes-base@2.41.1 > packed.txt
tar -xzf n8n-nodes-base-2.41.1.tgz package/package.json package/dist/utils package/dist/nodes/Transform package/dist/nodes/Code

cat > finding.cjs <<'JS'
const assert = require('node:assert');
const get = require('lodash/get');
const { Sort } = require('./package/dist/nodes/Transform/Sort/Sort.node.js');
const { removeDuplicateInputItems } = require('./package/dist/nodes/Transform/RemoveDuplicates/utils.js');
const { version } = require('./package/package.json');

const toItems = (dates) => dates.map((date) => ({ json: { date } }));
const toText = (items) => JSON.stringify(items.map(({ json }) => json.date));
const contextOf = (parameters, items) => ({
	getNode: () => ({ name: 'Node', typeVersion: 2 }),
	getInputData: () => items,
	getNodeParameter: (name, _index, fallback) => get(parameters, name, fallback),
});

/** Runs Sort, in its newest version, by the field in ascending order. */
async function sort(dates) {
	const parameters = { type: 'simple', sortFieldsUi: { sortField: [{ fieldName: 'date', order: 'ascending' }] }, options: {} };
	const [items] = await new Sort().execute.call(contextOf(parameters, toItems(dates)));
	return toText(items);
}
/** Runs the operation Remove Items Repeated Within Current Input of Remove Duplicates, in its newest version, by the field. */
function removeDuplicates(dates) {
	const parameters = { compare: 'selectedFields', fieldsToCompare: 'date', options: {} };
	const [items] = removeDuplicateInputItems(contextOf(parameters), toItems(dates));
	return toText(items);
}

async function main() {
	const seen = [];
	for (const dates of [
		['2026-11-03', '2026-11-01', '2026-11-03'],
		['2026-11-03', null, '2026-11-01', null, '2026-11-03'],
	]) {
		seen.push({ dates: JSON.stringify(dates), Sort: await sort(dates), 'Remove Duplicates': removeDuplicates(dates) });
	}
	console.log(`Versions: n8n-nodes-base ${version}, Node.js ${process.version}`);
	console.log('Expected: the booking dates are sorted and each remains once. Pending transactions, which have null, come before or after');
	console.log('them. Both nodes allow null beside text.');
	console.log('Seen: both nodes sort with "less than" of lodash. Null is neither less nor greater than a text, so the order stays that of');
	console.log('the input. Remove Duplicates compares neighbours only. There is no error.');
	console.log('Raw output:');
	console.table(seen);
	assert.deepStrictEqual(
		seen.map((row) => [row.Sort, row['Remove Duplicates']]),
		[
			['["2026-11-01","2026-11-03","2026-11-03"]', '["2026-11-03","2026-11-01"]'],
			['["2026-11-03",null,"2026-11-01",null,"2026-11-03"]', '["2026-11-03",null,"2026-11-01",null,"2026-11-03"]'],
		],
		'The behaviour has changed.',
	);
}
main();
JS
node finding.cjs
