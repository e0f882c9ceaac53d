#!/usr/bin/env bash
# n8n-core: Retry On Fail runs a node again that succeeded, if its first item has a member named error.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --silent n8n-core@2.41.1 n8n-workflow@2.41.0 reflect-metadata@0.2.2

cat > finding.cjs <<'JS'
require('reflect-metadata');
const assert = require('node:assert');
const { readFileSync } = require('node:fs');
process.env.N8N_USER_FOLDER = process.cwd();
process.env.N8N_LOG_LEVEL = 'silent';
process.env.N8N_ENCRYPTION_KEY = 'for this run only';
const { ExecutionLifecycleHooks, WorkflowExecute } = require('n8n-core');
const { Workflow } = require('n8n-workflow');

const version = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`)).version;
const trigger = 'n8n-nodes-base.manualTrigger';

function nodeType(name, execute) {
	const inputs = name === trigger ? [] : ['main'];
	const defaults = { name };
	const description = { displayName: name, name, group: ['transform'], version: 1, description: '', defaults };
	return { description: { ...description, inputs, outputs: ['main'], properties: [] }, execute };
}

/** Runs Start → Bank → Success, with the error output of Bank connected to Failure. */
async function run(settings, bank) {
	let calls = 0;
	const types = {
		[trigger]: nodeType(trigger, async () => [[{ json: { input: 1 } }]]),
		bank: nodeType('bank', async () => [await bank(++calls)]),
		passOn: nodeType('passOn', async function () {
			return [this.getInputData()];
		}),
	};
	const find = (name) => types[name];
	const node = (name, type) => ({ id: name, name, type, typeVersion: 1, position: [0, 0], parameters: {} });
	const to = (name) => [{ node: name, type: 'main', index: 0 }];
	const data = {
		id: '1',
		name: 'Finding',
		active: false,
		settings: {},
		nodes: [
			node('Start', trigger),
			{ ...node('Bank', 'bank'), ...settings },
			node('Success', 'passOn'),
			node('Failure', 'passOn'),
		],
		connections: { Start: { main: [to('Bank')] }, Bank: { main: [to('Success'), to('Failure')] } },
	};
	const execution = await new WorkflowExecute(
		{
			executionId: '1',
			hooks: new ExecutionLifecycleHooks('manual', '1', data),
			variables: {},
			currentNodeExecutionIndex: 0,
			webhookWaitingBaseUrl: 'http://localhost/waiting',
			formWaitingBaseUrl: 'http://localhost/form',
			setExecutionStatus: () => {},
			sendDataToUI: () => {},
		},
		'manual',
	).run({ workflow: new Workflow({ ...data, nodeTypes: { getByName: find, getByNameAndVersion: find } }) });
	const { runData } = execution.data.resultData;
	const received = (name) => runData[name]?.[0].data.main[0].map(({ json }) => json) ?? [];
	return {
		calls,
		execution: execution.status,
		Bank: runData.Bank[0].executionStatus,
		Success: received('Success'),
		Failure: received('Failure'),
	};
}

const versions = `Versions: n8n-core ${version('n8n-core')}, n8n-workflow ${version('n8n-workflow')}, Node.js ${process.version}`;

async function main() {
	const retry = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
	const outputs = {
		'no error member': [{ json: { paymentId: 'p1' } }],
		"error: ''": [{ json: { paymentId: 'p1', error: '' } }],
		'error: 0': [{ json: { paymentId: 'p1', error: 0 } }],
		"error: 'none'": [{ json: { paymentId: 'p1', error: 'none' } }],
		'error: null': [{ json: { paymentId: 'p1', error: null } }],
		"error: 'none' in the second item": [{ json: { paymentId: 'p1' } }, { json: { paymentId: 'p2', error: 'none' } }],
	};
	const seen = {};
	for (const [name, items] of Object.entries(outputs)) {
		const { calls, execution, Bank } = await run(retry, () => structuredClone(items));
		seen[name] = { calls, Bank, execution };
	}

	console.log(versions);
	console.log('Expected: Retry On Fail (three tries) runs a node again when it throws. A node that returns items runs once.');
	console.log('Seen: the node runs three times when the first item has a member "error" other than null and false,');
	console.log('even an empty text. The data of the last run is kept, the others leave no trace.');
	console.log('Raw output:');
	console.table(seen);
	assert.deepStrictEqual(
		Object.values(seen).map(({ calls }) => calls),
		[1, 3, 3, 3, 1, 1],
		'The behaviour has changed.',
	);
	assert.ok(
		Object.values(seen).every(({ Bank, execution }) => Bank === 'success' && execution === 'success'),
		'The behaviour has changed.',
	);
}
main();
JS
node finding.cjs
