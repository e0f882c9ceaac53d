import type { IDataObject, INode, IWorkflowBase } from 'n8n-workflow';

import { exampleWorkflows } from '../../scripts/n8n/importTestData';
import { anEngine, jsonOf } from '../support/workflow';

const day = 86_400_000;
const daysAhead = (days: number): string => new Date(Date.now() + days * day).toISOString();

/** A row of the table of sessions, as *2 Connect a customer* stores it. */
const aRow = (consentId: string, row: IDataObject = {}): IDataObject => ({
	...{ consentId, bank: 'eika', customer: 'kari@example.com', status: 'active', renewal: 'none' },
	...{ reconfirmBy: daysAhead(100), createdAt: daysAhead(-80), askedAt: null, ...row },
});

interface Conditions {
	conditions: Array<{ leftValue: boolean }>;
}

/** Runs nodes of the example, of which the first one outputs the items. Returns what the last one outputs. */
async function outputOf(names: string[], input: IDataObject[]): Promise<IDataObject[]> {
	const [, example] = exampleWorkflows().find(([file]) => file === 'renewal')!;
	const nodes = names.map((name, index) => {
		const node = example.nodes.find((one) => one.name === name)!;
		return index === 0 ? aTrigger(node) : node;
	});
	const engine = await anEngine({
		credential: {},
		input,
		standIns: {
			'n8n-nodes-base.filter': async (items, parameter) =>
				items
					.filter((_, item) =>
						(parameter('conditions', item) as Conditions).conditions.every(
							({ leftValue }) => leftValue,
						),
					)
					.map(({ json }) => json),
		},
	});
	return jsonOf(await engine.run({ ...example, nodes } as IWorkflowBase), names.at(-1)!);
}

/** Returns the consents whose customers get an email. */
const dueOf = async (rows: IDataObject[]): Promise<unknown[]> =>
	(await outputOf(['All Sessions', 'Consent Health', 'Is Due'], rows)).map(
		({ consentId }) => consentId,
	);

const aTrigger = (node: INode): INode => ({
	...node,
	type: 'n8n-nodes-base.manualTrigger',
	typeVersion: 1,
	parameters: {},
});

const ends = { reconfirmBy: daysAhead(5) };

describe('The example for renewal sends an email', () => {
	it('to a customer whose consent ends, and to no other', async () => {
		expect(await dueOf([aRow('ends', ends), aRow('lasts')])).toEqual(['ends']);
	});

	it.each([
		['asked', -6, []],
		['asked', -7, ['one']],
		['reminded', -8, ['one']],
		['setAside', -8, []],
	])('after %s, %j days ago: %j', async (renewal, askedDays, due) => {
		expect(await dueOf([aRow('one', { ...ends, renewal, askedAt: daysAhead(askedDays) })])).toEqual(
			due,
		);
	});

	it('to a customer who confirmed after an earlier email, and then connected another account', async () => {
		const former = aRow('former', { ...ends, askedAt: daysAhead(-70) });
		expect(await dueOf([former, aRow('other', { createdAt: daysAhead(-60) })])).toEqual(['former']);
	});

	it.each(['active', 'reconsent'])(
		'once, and not for the consent that a newer one has replaced, when the newer is %s',
		async (status) => {
			const former = { status: 'reconsent', renewal: 'asked', askedAt: daysAhead(-70) };
			const newer = { ...ends, status, createdAt: daysAhead(-69) };
			expect(await dueOf([aRow('former', former), aRow('newer', newer)])).toEqual(['newer']);
		},
	);
});

describe('An email of the example for renewal', () => {
	const notSent = async (output: IDataObject) =>
		await outputOf(['Send Link to Customer', 'Not Sent'], [output]);

	it.each([
		['Send Email', { messageId: '<1@example.com>', accepted: ['kari@example.com'] }],
		['Microsoft Outlook', { success: true }],
		['Gmail', { id: '1', labelIds: ['SENT'] }],
	])('is sent, by what the node %s outputs', async (_, output) => {
		expect(await notSent(output)).toEqual([]);
	});

	it.each([
		['the error of the node', { error: '451 Try again later' }],
		['the row, because the node did not run', aRow('one')],
	])('is not sent after %s', async (_, output) => {
		expect(await notSent(output)).toEqual([output]);
	});
});
