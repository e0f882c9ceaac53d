import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import type { IExecuteFunctions } from 'n8n-workflow';

import { canceledError } from '../../lib/errors';

/**
 * - `unavailable`: n8n cannot record, for example because the workflow was never saved
 * - `overwritten`: other processes overwrite each record, so nobody knows whether there was an earlier one
 */
export type RecordResult = 'first' | 'earlier' | 'unavailable' | 'overwritten';

const recordOptions = { mode: 'entries' } as const;

/** Milliseconds. Far more than another process needs between reading and writing the records of a node. */
const pause = 250;
/** Processes that record something else of the node can overwrite a record so often. */
const attempts = 5;

/**
 * Records that a node does something, in n8n's database: for all executions of the node, in every process. n8n has this for
 * its node Remove Duplicates.
 *
 * The first record of a node is an insert, so of two processes only one succeeds. A later one is read and then written with all
 * others, so the last process overwrites what others have written since. Each process therefore writes a mark of its own, and
 * the process whose mark is still there after a pause is the first.
 *
 * @param key what the node does; n8n stores a hash of it
 * @throws ConnectionError when the execution is canceled; then this execution leaves no record
 */
export async function recordOnce(node: IExecuteFunctions, key: string): Promise<RecordResult> {
	const signal = node.getExecutionCancelSignal?.();
	if (signal?.aborted) throw canceled();
	const mark = `${key} ${randomUUID()}`;
	for (let attempt = 1; attempt <= attempts; attempt++) {
		const found = await checkAndRecord(node, [key, mark]);
		if (!found) return 'unavailable';
		if (found.length > 0) {
			await removeRecords(node, [mark]);
			return found.includes(mark) ? 'first' : 'earlier';
		}
		await sleep(pause, undefined, { signal }).catch(async () => {
			await withdraw(node, key, mark);
			throw canceled();
		});
	}
	await withdraw(node, key, mark);
	return 'overwritten';
}

const canceled = () =>
	canceledError('The request was not sent.', {
		tppAction: 'retryLater',
		requestOutcome: 'notSent',
	});

/** Removes the record of this execution. If its mark is gone, the record is that of another one and stays. */
async function withdraw(node: IExecuteFunctions, key: string, mark: string): Promise<void> {
	const found = await checkAndRecord(node, [mark]);
	await removeRecords(node, found?.includes(mark) ? [key, mark] : [mark]);
}

/** Records what the node has done. A record that another process overwrites is written again. */
export async function keepRecord(node: IExecuteFunctions, key: string): Promise<void> {
	for (let attempt = 1; attempt <= attempts; attempt++) {
		const found = await checkAndRecord(node, [key]);
		if (!found || found.length > 0) return;
		await sleep(pause);
	}
}

/** Records what is not recorded yet. Returns what was recorded before; undefined if n8n cannot record. */
async function checkAndRecord(
	node: IExecuteFunctions,
	texts: string[],
): Promise<unknown[] | undefined> {
	const record = async () =>
		(await node.helpers.checkProcessedAndRecord(texts, 'node', recordOptions)).processed;
	try {
		return await record();
	} catch {
		// Another process has inserted the first record at the same time, and now it can be read.
		return await record().catch(() => undefined);
	}
}

/** Removes a record. */
export const forgetRecord = async (node: IExecuteFunctions, key: string): Promise<void> =>
	await removeRecords(node, [key]);

async function removeRecords(node: IExecuteFunctions, texts: string[]): Promise<void> {
	// A record that stays asks the operator for a decision, and does no other harm.
	await node.helpers.removeProcessed(texts, 'node', recordOptions).catch(() => undefined);
}
