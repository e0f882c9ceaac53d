#!/usr/bin/env bash
# n8n-nodes-base: Summarize leaves out amounts that are text, as banks send them, so their sum is 0 and 9.50 is the largest.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --silent n8n-workflow@2.41.0 lodash@4.18.1
# The node alone: all dependencies of its package are more than a gigabyte.
npm pack --silent n8n-nodes-base@2.41.1 > packed.txt
tar -xzf n8n-nodes-base-2.41.1.tgz package/package.json package/dist/utils package/dist/nodes/Transform

cat > finding.cjs <<'JS'
const assert = require('node:assert');
const get = require('lodash/get');
const { Summarize } = require('./package/dist/nodes/Transform/Summarize/Summarize.node.js');
const { version } = require('./package/package.json');

/** Runs Summarize, in its newest version, on items with these values of `amount`. */
async function summarize(amounts) {
	const values = ['sum', 'average', 'min', 'max'].map((aggregation) => ({ aggregation, field: 'amount' }));
	const parameters = { fieldsToSplitBy: '', fieldsToSummarize: { values }, options: {} };
	const context = {
		getNode: () => ({ name: 'Summarize', typeVersion: 1.1 }),
		getInputData: () => amounts.map((amount) => ({ json: { amount } })),
		getNodeParameter: (name, _index, fallback) => get(parameters, name, fallback),
		addExecutionHints: () => undefined,
	};
	const [[{ json }]] = await new Summarize().execute.call(context);
	return { sum: json.sum_amount, average: json.average_amount, min: json.min_amount, max: json.max_amount };
}

async function main() {
	const seen = [];
	for (const amounts of [
		[10, 9.5, 100],
		['10.00', '9.50', '100.00'],
		['10.00', 9.5, '100.00'],
	]) {
		seen.push({ amounts: JSON.stringify(amounts), ...(await summarize(amounts)) });
	}
	console.log(`Versions: n8n-nodes-base ${version}, Node.js ${process.version}`);
	console.log('Expected: amounts of UK Open Banking and of the Berlin Group are text, such as "10.00". Summarize adds them as numbers, or');
	console.log('refuses them: the expression sum() of n8n says that all array elements must be numbers.');
	console.log('Seen: the sum and the average leave them out without an error or a hint. Minimum and maximum compare them as text.');
	console.log('Raw output:');
	console.table(seen);
	assert.deepStrictEqual(
		seen.map(({ amounts, ...row }) => Object.values(row)),
		[
			[119.5, 119.5 / 3, 9.5, 100],
			[0, NaN, '10.00', '9.50'],
			[9.5, 9.5, 9.5, '100.00'],
		],
		'The behaviour has changed.',
	);
}
main();
JS
node finding.cjs
