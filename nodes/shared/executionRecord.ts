import type { IExecuteFunctions } from 'n8n-workflow';

/** `unavailable`: n8n cannot record, for example because the workflow was never saved. */
export type RecordResult = 'first' | 'earlier' | 'unavailable';

const recordOptions = { mode: 'entries' } as const;

/**
 * Records that a node does something, in n8n's database: for all executions of the node, in every process. n8n has this for
 * its node Remove Duplicates. The first record of a node is an insert, so of two processes only one succeeds.
 *
 * @param key what the node does; n8n stores a hash of it
 */
export async function recordOnce(node: IExecuteFunctions, key: string): Promise<RecordResult> {
	const record = async (): Promise<RecordResult> => {
		const found = await node.helpers.checkProcessedAndRecord([key], 'node', recordOptions);
		return found.processed.length > 0 ? 'earlier' : 'first';
	};
	try {
		return await record();
	} catch {
		// Another process has inserted the first record at the same time, and now it can be read.
		return await record().catch((): RecordResult => 'unavailable');
	}
}

/** Removes a record. */
export async function forgetRecord(node: IExecuteFunctions, key: string): Promise<void> {
	// A record that stays asks the operator for a decision, and does no other harm.
	await node.helpers.removeProcessed([key], 'node', recordOptions).catch(() => undefined);
}
