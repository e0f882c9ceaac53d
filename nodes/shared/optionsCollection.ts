import type { INodeProperties } from 'n8n-workflow';

/** Sorts fields by their labels, as n8n lists options. */
export const byLabel = (one: INodeProperties, other: INodeProperties): number =>
	one.displayName.localeCompare(other.displayName);

/** Returns the collection *Options* of an operation, with the fields that few workflows need. */
export const optionsCollection = (options: INodeProperties[]): INodeProperties => ({
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options,
});
