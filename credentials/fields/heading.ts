import type { INodeProperties } from 'n8n-workflow';

/** A heading within the form. */
export const heading = (text: string, name: string): INodeProperties => ({
	displayName: text,
	name,
	type: 'notice',
	default: '',
});
