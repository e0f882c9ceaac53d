#!/usr/bin/env bash
# n8n-workflow: toDateTime keeps the offset of a text, so its day is not the day of DateTime.fromISO, $now or toDate.
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

const expressions = [
	"'2026-11-30T23:30:00Z'.toDateTime().toISODate()",
	"'2026-11-30T23:30:00Z'.toDateTime().endOfMonth().toISODate()",
	"'2026-11-30T23:30:00Z'.toDate().format('yyyy-MM-dd')",
	"DateTime.fromISO('2026-11-30T23:30:00Z').toISODate()",
	"DateTime.fromISO('2026-11-30T23:30:00Z').endOfMonth().toISODate()",
	"'2026-11-30'.toDateTime().toISO()",
];
const seen = Object.fromEntries(expressions.map((expression) => [expression, evaluate(expression)]));

console.log(`Versions: n8n-workflow ${version}, Node.js ${process.version}; the process in UTC, the workflow in Europe/Oslo`);
console.log('Expected: a BookingDateTime is on one day in a workflow, the one in its time zone, whichever function reads it. A text');
console.log('without offset is read in that zone.');
console.log('Seen: toDateTime keeps the offset that the bank wrote, so its day, and the end of its month, are those of UTC.');
console.log('Raw output:');
console.log(seen);
assert.deepStrictEqual(
	Object.values(seen),
	['2026-11-30', '2026-11-30', '2026-12-01', '2026-12-01', '2026-12-31', '2026-11-30T00:00:00.000+01:00'],
	'The behaviour has changed.',
);
JS
TZ=UTC node finding.cjs
