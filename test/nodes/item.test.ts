import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { createItem, createRun } from '../../nodes/shared/item';

/** A node of n8n with parameters that it resolves to their name and the index of the item. Records what was read. */
function aRun(parameters: Record<string, unknown>, input: IDataObject[] = []) {
	const read: string[] = [];
	const node = {
		getNode: () => ({ type: 'getAccounts', parameters }),
		getNodeParameter: (name: string, index: number, fallback: unknown) => {
			read.push(`${name} ${index}`);
			return name in parameters ? `${name} of ${index}` : fallback;
		},
		getInputData: () => input.map((json) => ({ json })),
		continueOnFail: () => false,
		getTimezone: () => 'UTC',
		getCredentials: async () => await Promise.reject(new Error(`${read.push('credential')}`)),
	} as unknown as IExecuteFunctions;
	const run = createRun(node, [] as INodeProperties[]);
	return { read, item: (index: number) => createItem(run, index) };
}

it('A parameter without an expression is read once for all items', () => {
	const { read, item } = aRun({ session: 'a text', options: { list: [{ name: 'b' }] } });
	for (const index of [0, 1, 2]) {
		expect(item(index).parameter('session')).toBe('session of 0');
		item(index).anyValue('options.list', null);
	}
	expect(read).toEqual(['session 0', 'options.list 0']);
});

it.each<[string, unknown]>([
	['itself', '={{ $json.a }}'],
	['a member', { list: [{ name: '={{ $json.a }}' }] }],
])('A parameter is read for each item when %s is an expression', (_, value) => {
	const { item } = aRun({ a: value });
	expect([0, 1].map((index) => item(index).parameter('a'))).toEqual(['a of 0', 'a of 1']);
});

it('An expression that is only a text member of the item needs no n8n', () => {
	const { read, item } = aRun({ accountId: '={{ $json.accountId }}' }, [
		{ accountId: '1' },
		{ accountId: '2' },
	]);
	expect([0, 1].map((index) => item(index).parameter('accountId'))).toEqual(['1', '2']);
	expect(read).toEqual([]);
});

it.each<[string, string, IDataObject]>([
	['a member that is no text', '={{ $json.a }}', { a: 1 }],
	['a member that is missing', '={{ $json.a }}', {}],
	['a member of every object', '={{ $json.constructor }}', {}],
	['a longer expression', '={{ $json.a + $json.a }}', { a: 'x' }],
	['a text beside the expression', '=x{{ $json.a }}', { a: 'x' }],
])('An expression with %s is evaluated by n8n', (_, a, json) => {
	expect(aRun({ a }, [json]).item(0).anyValue('a')).toBe('a of 0');
});

it('A parameter that the node does not have takes the fallback of each call', () => {
	const { item } = aRun({});
	expect([1, 2].map((fallback) => item(0).parameter('a', fallback))).toEqual([1, 2]);
});

it('An item reads its credential once', async () => {
	const { read, item } = aRun({});
	const { connection } = item(0);
	await expect(connection()).rejects.toThrow();
	await expect(connection()).rejects.toThrow();
	expect(read).toEqual(['credential']);
});
