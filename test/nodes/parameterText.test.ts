import { randomBytes } from 'node:crypto';

import type { INodeProperties } from 'n8n-workflow';

import { seal } from '../../lib/jose/seal';
import { presentError } from '../../nodes/shared/nodeError';
import { parameterValue } from '../../nodes/shared/fieldText';

const fields = [
	{ displayName: 'Consent ID', name: 'consentId', type: 'string', default: '' },
	{ displayName: 'Days', name: 'days', type: 'number', default: 1 },
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		default: {},
		options: [{ displayName: 'Scope', name: 'scope', type: 'string', default: '' }],
	},
] as INodeProperties[];

const refused = (name: string, value: unknown): string => {
	try {
		parameterValue(fields, name, value);
	} catch (error) {
		return presentError(error, fields).message;
	}
	throw new Error('It was not refused');
};

it.each([
	['an object', { id: 1 }],
	['a list', ['1']],
	['true or false', false],
	['a number', 1.5],
	['a number', 2 ** 60],
])('A text field whose expression gave %s (%#) is refused (F-13)', (kind, value) => {
	expect(refused('consentId', value)).toBe(
		`The field must be text, but its expression returned ${kind}. Check "Consent ID".`,
	);
	expect(refused('options.scope', value)).toMatch(/Check "Scope"\.$/);
});

it('A whole number in a text field becomes text, and null becomes empty', () => {
	expect(parameterValue(fields, 'consentId', 12345)).toBe('12345');
	expect(parameterValue(fields, 'consentId', null)).toBe('');
	expect(parameterValue(fields, 'options.scope', undefined)).toBe('');
	expect(parameterValue(fields, 'consentId', ' text ')).toBe(' text ');
});

it('A sealed text loses the spaces and line breaks of a paste', async () => {
	const sealed = await seal(
		{},
		{ purpose: 'session', secrets: [randomBytes(32)], label: 'session' },
	);
	const wrapped = `\n ${sealed.replace(/.{40}/g, '$&\r\n')}\u00a0\t`;
	expect(parameterValue(fields, 'consentId', wrapped)).toBe(sealed);
	expect(parameterValue(fields, 'consentId', `${sealed} .`)).toBe(`${sealed} .`);
});

it('The values of other fields stay as they are', () => {
	expect(parameterValue(fields, 'days', 1.5)).toBe(1.5);
	expect(parameterValue(fields, 'unknown', null)).toBeNull();
});
