import type { INodeParameterResourceLocator, INodeProperties } from 'n8n-workflow';

import { credentialError, fieldError, type FieldReference } from '../../lib/errors';
import { joinedSealedText } from '../../lib/jose/seal';
import { credentialLabels, type CredentialFields } from './credentialFields';

/** Returns the text without surrounding spaces. Undefined: it is empty. */
export const entered = (text: string | undefined) => text?.trim() || undefined;

/** The credential's fields that are not text. A bank profile is JSON. */
const otherFields: ReadonlySet<string> = new Set(['bankProfile', 'ignoreSslIssues']);

/**
 * Checks that expressions in the credential gave text. Absent fields are allowed, because the form hides some.
 *
 * @throws ConfigurationError that names the field
 */
export function assertCredentialTexts(fields: CredentialFields): void {
	for (const key of Object.keys(credentialLabels)) {
		const value = fields[key as keyof CredentialFields];
		if (value === undefined || otherFields.has(key)) continue;
		assertText(value, { in: 'credential', key });
	}
	const { ignoreSslIssues = false } = fields;
	if (typeof ignoreSslIssues === 'boolean') return;
	throw credentialError(
		`The field must be true or false, but its expression returned ${kindOfValue(ignoreSslIssues)}.`,
		'ignoreSslIssues',
	);
}

/** Checks that the value of a text field is text. @throws ConfigurationError that names the field, without the value */
export function assertText(value: unknown, field: FieldReference): asserts value is string {
	if (typeof value === 'string') return;
	throw fieldError(
		`The field must be text, but its expression returned ${kindOfValue(value)}.`,
		field,
	);
}

/**
 * Returns the value of a parameter, and for a text field or a choice from a list its text. A whole number becomes text, and
 * null becomes empty, because data of other nodes contains both. A sealed text loses the spaces of a paste.
 *
 * @throws ConfigurationError that names the field, for other values of a text field
 */
export function parameterValue(fields: INodeProperties[], name: string, value: unknown): unknown {
	const key = name.split('.').at(-1)!;
	const field = findField(fields, key);
	const isChoice = field?.type === 'resourceLocator' || isLocator(value);
	const isText = field?.type === 'string' && !field.typeOptions?.multipleValues;
	if (!isText && !isChoice) return value;
	const entered = isLocator(value) ? value.value : value;
	if (entered === null || entered === undefined) return '';
	const text = Number.isSafeInteger(entered) ? String(entered) : entered;
	assertText(text, { in: 'parameters', key });
	return joinedSealedText(text);
}

/** Returns whether n8n stored the value with the way in which it was chosen: from a list, or by ID. */
const isLocator = (value: unknown): value is INodeParameterResourceLocator =>
	typeof value === 'object' && value !== null && '__rl' in value;

function kindOfValue(value: unknown): string {
	if (value === null) return 'null';
	if (Array.isArray(value)) return 'a list';
	return kinds[typeof value] ?? 'something else';
}

const kinds: Record<string, string> = {
	string: 'text',
	number: 'a number',
	boolean: 'true or false',
	object: 'an object',
	undefined: 'nothing',
};

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
