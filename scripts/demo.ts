import { readFileSync } from 'node:fs';

import type { IDataObject, IRun, ITaskData, IWorkflowBase } from 'n8n-workflow';

import { psuApproves } from '../sandbox/psu';
import { startEmbeddedBank, type EmbeddedBank } from '../sandbox/startEmbeddedBank';
import { journeys, type Journey } from './journeys';
import { localCredential } from './localCredential';
import { formStandIns, tableStandIns } from './standIns';
import { toTable } from './table';
import { createWorkflowEngine } from './workflowEngine';

interface Row {
	bank: string;
	step: string;
	result: string;
	seconds: number;
	requests: number;
	handshakes: number;
}

void main();

async function main(): Promise<void> {
	const chosen = chosenJourneys(process.argv.slice(2));
	if (chosen === undefined) {
		printLine(`The banks are: ${journeys.map(({ id }) => id).join(', ')}.`);
		process.exitCode = 1;
		return;
	}
	const started = Date.now();
	printLine('Starting the embedded bank …');
	const bank = await startEmbeddedBank({ accounts: 4, transactions: 120 });
	try {
		printLine(
			`The embedded bank listens at ${bank.address}, with mutual TLS at ${bank.mtlsAddress}.`,
		);
		const rows: Row[] = [];
		for (const journey of chosen) rows.push(...(await runJourney(journey, bank)));
		printTable(rows);
		printLine(`Done in ${((Date.now() - started) / 1000).toFixed(1)} s.`);
	} catch (error) {
		printLine(`\nThe demo failed: ${error instanceof Error ? error.message : String(error)}`);
		process.exitCode = 1;
	} finally {
		await bank.stop();
	}
}

/** Returns the journeys of these banks, all without a bank, and undefined for an unknown bank. */
function chosenJourneys(ids: string[]): Journey[] | undefined {
	const isUnknown = (id: string) => journeys.every((journey) => journey.id !== id);
	if (ids.some(isUnknown)) return undefined;
	return ids.length === 0 ? journeys : journeys.filter(({ id }) => ids.includes(id));
}

/** Runs one workflow and prints a line for each step. */
async function runJourney(journey: Journey, bank: EmbeddedBank): Promise<Row[]> {
	const { bank: name, id, workflow, credential, describeOutput, psu = { user: 'rora' } } = journey;
	printLine(`\n${name} (${workflow})`);
	const rows: Row[] = [];
	const counter = await createCounter(bank);
	const engine = await createWorkflowEngine({
		credentials: { [credential]: localCredential(bank, id) },
		standIns: {
			...tableStandIns(),
			'n8n-nodes-base.manualTrigger': async () => [{}],
			...formStandIns((url) => psuApproves(url, { ...psu, ca: bank.ca })),
		},
		onNode: async ({ name: step, phase, task }) => {
			const describe = describeOutput[step];
			if (phase === 'before' || !task || !describe) return;
			const row = {
				bank: name,
				step,
				result: task.error ? `failed: ${task.error.message}` : describe(outputOf(task)),
				seconds: task.executionTime / 1000,
				...(await counter()),
			};
			rows.push(row);
			printLine(`  ${step.padEnd(24)} ${row.seconds.toFixed(2).padStart(6)} s  ${row.result}`);
		},
	});
	assertFinished(await engine.run(readWorkflow(workflow)));
	const skipped = Object.keys(describeOutput).filter(
		(step) => !rows.some((row) => row.step === step),
	);
	if (skipped.length > 0) throw new Error(`These steps did not run: ${skipped.join(', ')}.`);
	return rows;
}

/** Creates a function that returns the requests and handshakes since its last call. */
async function createCounter(bank: EmbeddedBank) {
	let last = await bank.statistics();
	return async () => {
		const now = await bank.statistics();
		const counted = {
			requests: now.requests - last.requests,
			handshakes: now.handshakes - last.handshakes,
		};
		last = now;
		return counted;
	};
}

const outputOf = (task: ITaskData): IDataObject[] =>
	(task.data?.main?.[0] ?? []).map(({ json }) => json);

const readWorkflow = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as IWorkflowBase;

function assertFinished({ data }: IRun): void {
	const { error } = data.resultData;
	if (error) throw new Error(error.message);
}

/** Prints what the lines above do not tell: the time at each bank, and that its nodes share connections. */
function printTable(rows: Row[]): void {
	const banks = [...new Set(rows.map(({ bank }) => bank))];
	const table = [
		...banks.map((bank) => ({ bank, ...sumOf(rows.filter((row) => row.bank === bank)) })),
		{ bank: 'All', ...sumOf(rows) },
	];
	printLine(`\n${toTable(table)}\n`);
}

function sumOf(rows: Row[]) {
	const sum = (of: (row: Row) => number) => rows.reduce((total, row) => total + of(row), 0);
	return {
		steps: rows.length,
		seconds: sum(({ seconds }) => seconds).toFixed(2),
		requests: sum(({ requests }) => requests),
		'TLS handshakes': sum(({ handshakes }) => handshakes),
	};
}

function printLine(line: string): void {
	process.stdout.write(`${line}\n`);
}
