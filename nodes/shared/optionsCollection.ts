import type { INodeProperties } from 'n8n-workflow';

/** Returns the collection *Options* of an operation, with the fields that few workflows need. */
export const optionsCollection = (options: INodeProperties[]): INodeProperties => ({
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options,
});
