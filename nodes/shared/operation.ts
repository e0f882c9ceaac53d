import type { IDataObject, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { parameterError } from '../../lib/errors';
import { enteredText } from '../../lib/responses/json';
import { maxConcurrency } from '../../lib/transport/concurrency';
import type { Connection } from '../../lib/transport/http';
import type { CredentialFields } from './credentialFields';
import type { ExecutionMemory } from './executionMemory';
import type { RecordResult } from './executionRecord';
import type { PresentedError } from './nodeError';

/** Items of one operation that run at the same time: enough that requests wait for the bank and not for items. */
export const concurrentItems = 2 * maxConcurrency;

/** An operation as the panel shows it, and how its items are handled. */
export interface OperationDescription {
	/** n8n stores it in workflows, so it never changes. */
	value: string;
	name: string;
	/** The line in the node list. */
	action: string;
	description: string;
	/** For the model of an AI agent: what the operation does, takes and returns. Absent: the node cannot be a tool. */
	toolDescription?: string;
	/**
	 * An expression for what follows the name on the canvas, without its braces. It shows nothing if a parameter has an
	 * expression of its own that needs an input item. Absent: nothing.
	 */
	subtitleDetails?: string;
	/** The fields that the panel shows for this operation only. */
	fields: INodeProperties[];
	/** How many items run at the same time. Absent: one. */
	concurrency?: number;
	/** The operation runs once, with all items. Absent: once for each item. */
	runsOnce?: true;
	/** A second request would have a second effect, so the operation fails when the node's *Retry On Fail* is on. */
	mustBeSentOnce?: true;
	/** The operation changes no consent and no session, so what other nodes of the execution remember stays valid. */
	keepsMemory?: true;
	/** Whether the outputs must survive the failure of a later item, because a second run cannot produce them again. */
	mustKeepOutputs?(outputs: INodeExecutionData[][]): boolean;
}

/** One operation of a node: its description, and what it does with an item. */
export interface Operation extends OperationDescription {
	run(item: Item): Promise<INodeExecutionData[][]>;
}

/** An input item, with everything that an operation may use of n8n. */
export interface Item {
	/** The item's own data. */
	json: IDataObject;
	/** The data of all items, for an operation that runs once. */
	all: IDataObject[];
	/** Shared by all items of one run of the node. */
	memory: Map<string, unknown>;
	/** Shared by the nodes of the execution that have the same credential. */
	execution: ExecutionMemory;
	/** The node runs as a tool of an AI agent. The agent sees only the first output. */
	isTool: boolean;
	/** Version of the node that the workflow stores. */
	typeVersion: number;
	/** Failures become items on the error output. */
	continuesOnFail: boolean;
	/** Time zone of the workflow, as an IANA name. */
	timeZone: string;
	/**
	 * Returns a parameter's value. `options.name` reads a member of a collection.
	 *
	 * @throws ConfigurationError that names the field, for a text field whose expression gave something else
	 */
	parameter<T>(name: string, fallback?: T): T;
	/** Returns a parameter's value unchecked, for a text field that also accepts other values. */
	anyValue(name: string, fallback?: unknown): unknown;
	/** Returns the TPP and its connection to the bank, with the client that the field *Client* selects. */
	connection(): Promise<Connection>;
	/** Returns the credential's fields unchecked. Undefined: the node has no credential. */
	credentialFields(): Promise<CredentialFields | undefined>;
	/** Shows the operator a hint beside the result. */
	hint(message: string): void;
	/** Returns the error as the operator reads it. */
	present(thrown: unknown): PresentedError;
	/** Returns a failed part as an item for the error output, or throws when failures are to end the node. */
	fail(thrown: unknown, about?: IDataObject): INodeExecutionData;
	/**
	 * Records that this node does something. Returns whether an earlier execution did, in whatever process.
	 *
	 * @throws ConnectionError when the execution is canceled meanwhile
	 */
	recordOnce(key: string): Promise<RecordResult>;
	/** Records what this node has done, whether or not an earlier execution did. */
	keepRecord(key: string): Promise<void>;
	/** Removes what was recorded under the key. */
	forgetRecord(key: string): Promise<void>;
	/** Returns a file of the item. @throws ConfigurationError that names the parameter, when there is no such file */
	file(property: string, parameter: string): Promise<Buffer>;
	/** Returns the content as a file for an output item. */
	binary(
		content: string | Buffer,
		name: string,
		mimeType: string,
	): Promise<INodeExecutionData['binary']>;
}

/**
 * Reads a switch. An expression, or the model of an AI agent, may give its text instead.
 *
 * @param key of the parameter, or of a member of a collection such as `options.outputTokens`
 * @throws ConfigurationError for a value that is neither true nor false
 */
export function readSwitch(item: Item, key: string, fallback = false): boolean {
	const value = item.parameter<unknown>(key, fallback);
	if (typeof value === 'boolean') return value;
	if (value === 'true' || value === 'false') return value === 'true';
	throw parameterError(
		`"${enteredText(value)}" is neither true nor false.`,
		key.replace(/^options\./, ''),
	);
}

/** Returns the outputs of a node with one output: an item for each object. */
export const output = (...objects: object[]): INodeExecutionData[][] => [
	objects.map((json) => ({ json: json as IDataObject })),
];

/** Returns the field *Operation* and, below it, the fields of every operation. */
export function operationProperties(
	operations: Operation[],
	selected = operations[0]?.value ?? '',
): INodeProperties[] {
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
			default: selected,
		},
		...operations.flatMap(({ value, fields, toolDescription }) =>
			[...toolFields(toolDescription), ...fields].map((field) => shownFor(field, value)),
		),
	];
}

/** Replaces n8n's own tool description, which is the same for every operation of a node without resources. */
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
					description: 'What the AI model reads about this tool',
				},
			];

/** Returns the expression for the line below the node's name on the canvas: the name of the selected operation. */
export function operationSubtitle(operations: Operation[]): string {
	const names = Object.fromEntries(operations.map(({ value, name }) => [value, name]));
	const details = operations.flatMap(({ value, subtitleDetails }) =>
		subtitleDetails
			? [
					` + ($parameter["operation"] === "${value}" ? (() => { try { return ${subtitleDetails}; } catch (error) { return ""; } })() : "")`,
				]
			: [],
	);
	return `={{ (${JSON.stringify(names)})[$parameter["operation"]]${details.join('')} }}`;
}

function shownFor(field: INodeProperties, operation: string): INodeProperties {
	const show = { ...field.displayOptions?.show, operation: [operation] };
	return { ...field, displayOptions: { ...field.displayOptions, show } };
}
