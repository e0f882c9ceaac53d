import type { INodeProperties } from 'n8n-workflow';

/** The fields that were found, by the list of an operation: every item reads the same parameters. */
const known = new WeakMap<INodeProperties[], Map<string, INodeProperties | undefined>>();

/** Returns the field with the key, also one inside a collection. Undefined: there is none. */
export function findField(fields: INodeProperties[], key: string): INodeProperties | undefined {
	const found = known.get(fields) ?? new Map<string, INodeProperties | undefined>();
	known.set(fields, found);
	if (!found.has(key)) found.set(key, search(fields, key));
	return found.get(key);
}

function search(fields: INodeProperties[], key: string): INodeProperties | undefined {
	for (const field of fields) {
		const found = field.name === key ? field : search(fieldsWithin(field), key);
		if (found) return found;
	}
	return undefined;
}

const fieldsWithin = ({ options = [] }: INodeProperties): INodeProperties[] =>
	options.flatMap((option) => {
		if ('values' in option) return option.values;
		return 'displayName' in option ? [option as INodeProperties] : [];
	});
