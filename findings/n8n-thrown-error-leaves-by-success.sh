#!/usr/bin/env bash
# n8n-core: with "Continue (using error output)", a node that throws sends its input to the success output.
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
	const throws = () => {
		throw new Error('The bank refused the request');
	};
	const returns = () => [{ json: { error: 'The bank refused the request' } }];
	const thrown = await run({ onError: 'continueErrorOutput' }, throws);
	const returned = await run({ onError: 'continueErrorOutput' }, returns);

	console.log(versions);
	console.log('Expected: the node has the setting On Error: Continue (using error output), so an error leaves by that output.');
	console.log('Seen: it does when the node returns an item with the error. When the node throws, its input leaves');
	console.log('unchanged by the success output, the error output stays empty and the execution succeeds.');
	console.log('Raw output:');
	console.log('the node throws:', thrown);
	console.log('the node returns { error }:', returned);
	assert.deepStrictEqual(
		thrown,
		{ calls: 1, execution: 'success', Bank: 'error', Success: [{ input: 1 }], Failure: [] },
		'The behaviour has changed.',
	);
	assert.deepStrictEqual([returned.Success.length, returned.Failure.length], [0, 1], 'The behaviour has changed.');
}
main();
JS
node finding.cjs
