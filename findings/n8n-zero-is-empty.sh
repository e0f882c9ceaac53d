#!/usr/bin/env bash
# n8n-workflow: isEmpty() is true for a balance of 0 and for false, where $ifEmpty, the If node and n8n's own pages say false.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --silent n8n-workflow@2.41.0

cat > finding.cjs <<'JS'
const assert = require('node:assert');
const { readFileSync } = require('node:fs');
const { executeFilter, Workflow } = require('n8n-workflow');

const { version } = JSON.parse(readFileSync('node_modules/n8n-workflow/package.json'));

/** Evaluates an expression as in a node whose item has this value as its member `value`. */
function evaluate(expression, value) {
	const node = { id: '1', name: 'Node', type: 'example', typeVersion: 1, position: [0, 0], parameters: {} };
	const description = { properties: [], inputs: ['main'], outputs: ['main'] };
	const nodeTypes = { getByNameAndVersion: () => ({ description }), getByName: () => ({ description }), getKnownTypes: () => ({}) };
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	const items = [{ json: { value } }];
	return workflow.expression.resolveSimpleParameterValue(`={{ ${expression} }}`, {}, null, 0, 0, 'Node', items, 'manual', {}, {});
}
/** Decides the condition "is empty" as the nodes If, Filter and Switch do. */
const isEmptyOfIf = (leftValue, type) =>
	executeFilter({
		options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 },
		conditions: [{ id: '1', leftValue, rightValue: '', operator: { type, operation: 'empty', singleValue: true } }],
		combinator: 'and',
	});
const seen = [
	[null, 'number'],
	[0, 'number'],
	[10.5, 'number'],
	[false, 'boolean'],
	[true, 'boolean'],
].map(([value, type]) => ({
	value,
	'value.isEmpty()': evaluate('$json.value.isEmpty()', value),
	'$ifEmpty(value, "none")': evaluate('$ifEmpty($json.value, "none")', value),
	'"is empty" of If': isEmptyOfIf(value, type),
}));

console.log(`Versions: n8n-workflow ${version}, Node.js ${process.version}`);
console.log('Expected: isEmpty() returns false for all numbers and Booleans and true for null: so says the expression reference of n8n.');
console.log('$ifEmpty and the condition "is empty" agree with it.');
console.log('Seen: 0 and false are empty for isEmpty() alone. An account with a balance of 0 looks like one whose bank sent no balance,');
console.log('and a consent with false for recurring access like one without the member.');
console.log('Raw output:');
console.table(seen);
assert.deepStrictEqual(
	seen.map((row) => Object.values(row)),
	[
		[null, true, 'none', true],
		[0, true, 0, false],
		[10.5, false, 10.5, false],
		[false, true, false, false],
		[true, false, true, false],
	],
	'The behaviour has changed.',
);
JS
node finding.cjs
