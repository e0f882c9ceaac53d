#!/usr/bin/env bash
# n8n-workflow: diffToNow() of a past date is negative, where its own example shows a positive number of days.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --silent n8n-workflow@2.41.0

cat > finding.cjs <<'JS'
const assert = require('node:assert');
const { readFileSync } = require('node:fs');
const { ExpressionExtensions, Workflow } = require('n8n-workflow');

const { version } = JSON.parse(readFileSync('node_modules/n8n-workflow/package.json'));

/** Evaluates an expression as in a node. */
function evaluate(expression) {
	const node = { id: '1', name: 'Node', type: 'example', typeVersion: 1, position: [0, 0], parameters: {} };
	const description = { properties: [], inputs: ['main'], outputs: ['main'] };
	const nodeTypes = { getByNameAndVersion: () => ({ description }), getByName: () => ({ description }), getKnownTypes: () => ({}) };
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes, settings: { timezone: 'UTC' } });
	return workflow.expression.resolveSimpleParameterValue(`={{ ${expression} }}`, {}, null, 0, 0, 'Node', [{ json: {} }], 'manual', {}, {});
}
const { examples } = ExpressionExtensions.find(({ typeName }) => typeName === 'Date').functions.diffToNow.doc;
const [documented] = examples;
const seen = Object.fromEntries(
	["$now.minus(10, 'days').diffToNow('days')", "$now.plus(90, 'days').diffToNow('days')", '$now.minus(5, "hours").diffToNow("hours")'].map(
		(expression) => [expression, Math.round(evaluate(expression))],
	),
);
const signOfExample = Math.sign(evaluate("'2023-03-30T18:49:07.234'.toDateTime().diffToNow('days')"));

console.log(`Versions: n8n-workflow ${version}, Node.js ${process.version}`);
console.log('Expected: the days since a past date are positive. The help of the expression editor and the expression reference of n8n');
console.log('show a date of 2023 and 371.9 days.');
console.log('Seen: the result is the date minus now, so it is negative for the same example. A check of a consent after the example,');
console.log('"given 80 days ago or more", is never true, and "expired" is true until the consent expires.');
console.log('Raw output:');
console.log('example:', documented.example.split('\n'), 'documented:', documented.evaluated, 'sign of the result:', signOfExample);
console.log(seen);
assert.strictEqual(documented.evaluated, '371.9', 'The behaviour has changed.');
assert.strictEqual(signOfExample, -1, 'The behaviour has changed.');
assert.deepStrictEqual(Object.values(seen), [-10, 90, -5], 'The behaviour has changed.');
JS
node finding.cjs
