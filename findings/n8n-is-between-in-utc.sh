#!/usr/bin/env bash
# n8n-workflow: the texts of isBetween are dates in UTC, and the DateTime before it is a date in the workflow's time zone.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --silent n8n-workflow@2.41.0

cat > finding.cjs <<'JS'
const assert = require('node:assert');
const { readFileSync } = require('node:fs');
const { Workflow } = require('n8n-workflow');

const { version } = JSON.parse(readFileSync('node_modules/n8n-workflow/package.json'));
/** Evaluates an expression as in a node of a workflow with this time zone. */
function evaluate(expression, timezone = 'Europe/Oslo') {
	const node = { id: '1', name: 'Node', type: 'example', typeVersion: 1, position: [0, 0], parameters: {} };
	const description = { properties: [], inputs: ['main'], outputs: ['main'] };
	const nodeTypes = { getByNameAndVersion: () => ({ description }), getByName: () => ({ description }), getKnownTypes: () => ({}) };
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes, settings: { timezone } });
	return workflow.expression.resolveSimpleParameterValue(`={{ ${expression} }}`, {}, null, 0, 0, 'Node', [{ json: {} }], 'manual', {}, {});
}

const dates = ['2026-11-29', '2026-11-30', '2026-12-01', '2026-12-02'];
const between = (date, from, to) => evaluate(`'${date}'.toDateTime().isBetween(${from}, ${to})`);
const seen = dates.map((date) => ({
	date,
	"isBetween('2026-11-30', '2026-12-01')": between(date, "'2026-11-30'", "'2026-12-01'"),
	"isBetween('2026-11-30'.toDateTime(), …)": between(date, "'2026-11-30'.toDateTime()", "'2026-12-01'.toDateTime()"),
}));

console.log(`Versions: n8n-workflow ${version}, Node.js ${process.version}; the process in UTC, the workflow in Europe/Oslo`);
console.log('Expected: a booking date is between two dates, or is not, whether these are texts or DateTimes. The day a range begins');
console.log('with is in it: the other functions of these dates read a text in the time zone of the workflow.');
console.log('Seen: the texts are midnight in UTC, so in Oslo the second day is in the range and the first is not. As DateTimes, none');
console.log('of the four is.');
console.log('Raw output:');
console.table(seen);
assert.deepStrictEqual(
	seen.map(Object.values),
	[
		['2026-11-29', false, false],
		['2026-11-30', false, false],
		['2026-12-01', true, false],
		['2026-12-02', false, false],
	],
	'The behaviour has changed.',
);
assert.strictEqual(evaluate("'2026-11-01'.toDateTime().diffTo('2026-11-30', 'days')"), -29);
JS
TZ=UTC node finding.cjs
