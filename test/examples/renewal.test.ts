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

/** Runs the example as far as the node that decides. Returns the consents whose customers get a mail. */
async function dueOf(rows: IDataObject[]): Promise<unknown[]> {
	const [, example] = exampleWorkflows().find(([file]) => file === 'renewal')!;
	const names = ['All Sessions', 'Consent Health', 'Is Due'];
	const nodes = names.map((name) => {
		const node = example.nodes.find((one) => one.name === name)!;
		return name === 'All Sessions' ? aTrigger(node) : node;
	});
	const engine = await anEngine({
		credential: {},
		input: rows,
		standIns: {
			'n8n-nodes-base.filter': async (input, parameter) =>
				input
					.filter((_, item) =>
						(parameter('conditions', item) as Conditions).conditions.every(
							({ leftValue }) => leftValue,
						),
					)
					.map(({ json }) => json),
		},
	});
	const run = await engine.run({ ...example, nodes } as IWorkflowBase);
	return jsonOf(run, 'Is Due').map(({ consentId }) => consentId);
}

const aTrigger = (node: INode): INode => ({
	...node,
	type: 'n8n-nodes-base.manualTrigger',
	typeVersion: 1,
	parameters: {},
});

const ends = { reconfirmBy: daysAhead(5) };

describe('The example for renewal sends a mail', () => {
	it('to a customer whose consent ends, and to no other', async () => {
		expect(await dueOf([aRow('ends', ends), aRow('lasts')])).toEqual(['ends']);
	});

	it.each([
		['asked', -6, []],
		['asked', -8, ['one']],
		['reminded', -8, ['one']],
		['setAside', -8, []],
	])('after %s, %j days ago: %j', async (renewal, askedDays, due) => {
		expect(await dueOf([aRow('one', { ...ends, renewal, askedAt: daysAhead(askedDays) })])).toEqual(
			due,
		);
	});

	it('to a customer who confirmed after an earlier mail, and then connected another account', async () => {
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
