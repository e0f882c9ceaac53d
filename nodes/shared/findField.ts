import type { INodeProperties } from 'n8n-workflow';

/** Returns the field with the key, also one inside a collection. Undefined: there is none. */
export function findField(fields: INodeProperties[], key: string): INodeProperties | undefined {
	for (const field of fields) {
		const found = field.name === key ? field : findField(fieldsWithin(field), key);
		if (found) return found;
	}
	return undefined;
}

const fieldsWithin = ({ options = [] }: INodeProperties): INodeProperties[] =>
	options.flatMap((option) => {
		if ('values' in option) return option.values;
		return 'displayName' in option ? [option as INodeProperties] : [];
	});
