import type { IDataObject, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import type { OpenBankingError } from '../../lib/errors';
import type { Connection } from '../../lib/transport/http';
import type { CredentialFields } from './credentialFields';

/** One operation of a node: what the panel shows for it, and what it does with an item. */
export interface Operation {
	/** Stored in workflows; never changes. */
	value: string;
	name: string;
	/** As the node list shows it. */
	action: string;
	description: string;
	/** What the model of an AI agent is told: what it does, what it takes, what comes back. For nodes that can be tools. */
	toolDescription?: string;
	/** Shown for this operation only. */
	fields: INodeProperties[];
	/** Items that may be worked on at the same time; absent: one after another. */
	concurrency?: number;
	/** Sending it again would do it again: it is refused when n8n is set to retry the node. */
	sentOnce?: true;
	/** Whether these results cannot be had a second time, so that the failure of a later item must not cost them. */
	irreplaceable?(outputs: INodeExecutionData[][]): boolean;
	run(item: Item): Promise<INodeExecutionData[][]>;
}

/** An input item with what an operation may ask n8n for. */
export interface Item {
	/** The item's own data. */
	json: IDataObject;
	/** Shared by the items of one run of the node. */
	memory: Map<string, unknown>;
	/** The node runs as a tool of an AI agent, which sees the first output only. */
	isTool: boolean;
	/** The operator wants failures as items. */
	continuesOnFail: boolean;
	/** A parameter's value; `options.name` reaches into a collection. */
	parameter<T>(name: string, otherwise?: T): T;
	/** The TPP and its way to the bank, with the client that the Client field chooses. */
	connection(): Promise<Connection>;
	/** The credential as it was entered, unchecked; undefined when the node has none. */
	credentialFields(): Promise<CredentialFields | undefined>;
	/** Tells the operator something beside the result. */
	hint(message: string): void;
	/** The error as the operator reads it. */
	error(thrown: unknown): OpenBankingError;
	/** What a failed part of the work becomes: an item for the error output, or an end of the node. */
	fail(thrown: unknown, about?: IDataObject): INodeExecutionData;
	/** Content of a file that the item carries. @throws ConfigurationError that names `field`, when there is none */
	file(property: string, field: string): Promise<Buffer>;
	binary(content: string, name: string, mimeType: string): Promise<INodeExecutionData['binary']>;
}

/** The node's only output, one item for each object. */
export const output = (...objects: object[]): INodeExecutionData[][] => [
	objects.map((json) => ({ json: json as IDataObject })),
];

/** The Operation field and every operation's own fields below it. */
export function operationProperties(operations: Operation[]): INodeProperties[] {
	const first = operations[0]?.value ?? '';
	return [
		{
			displayName: 'Operation',
			name: 'operation',
			type: 'options',
			noDataExpression: true,
			options: operations.map(({ value, name, action, description }) => ({
				name,
				value,
				action,
				description,
			})),
			default: first,
		},
		...operations.flatMap(({ value, fields, toolDescription }) =>
			[...toolFields(toolDescription), ...fields].map((field) => shownFor(field, value)),
		),
	];
}

/** In place of n8n's own, which says the same for every operation of a node without resources. */
const toolFields = (toolDescription?: string): INodeProperties[] =>
	toolDescription === undefined
		? []
		: [
				{
					displayName: 'Tool Description',
					name: 'toolDescription',
					type: 'string',
					typeOptions: { rows: 4 },
					default: toolDescription,
					displayOptions: { show: { '@tool': [true] } },
					description: 'What the model is told about this tool',
				},
			];

/** Below the node's name on the canvas: the chosen operation as the panel calls it. */
export function operationSubtitle(operations: Operation[]): string {
	const names = Object.fromEntries(operations.map(({ value, name }) => [value, name]));
	return `={{ (${JSON.stringify(names)})[$parameter["operation"]] }}`;
}

function shownFor(field: INodeProperties, operation: string): INodeProperties {
	const show = { ...field.displayOptions?.show, operation: [operation] };
	return { ...field, displayOptions: { ...field.displayOptions, show } };
}
