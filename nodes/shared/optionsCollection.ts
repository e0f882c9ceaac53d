import type { INodeProperties } from 'n8n-workflow';

/** Returns the collection *Options*, the last field of a panel, with these options to choose from. */
export const optionsCollection = (options: INodeProperties[]): INodeProperties => ({
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options,
});
