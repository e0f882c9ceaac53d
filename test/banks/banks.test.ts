import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { z } from 'zod/v4';

import { banks } from '../../lib/banks';
import { customBank } from '../../lib/banks/custom';
import { bankProfile, type BankProfile } from '../../lib/banks/profile';
import { fapiBank } from '../support/fapiBank';

const profiles = [...banks, customBank('v3.1'), customBank('v4.0'), fapiBank];
const root = resolve(__dirname, '../..');
/** Claims of a registration request: the profile's are sent whole. */
const sentAsItIs = ['subject_type'];
/** Read by the name that stands in a variable. */
const environments = ['sandbox', 'production'];

describe.each(profiles.map((bank): [string, BankProfile] => [bank.name, bank]))(
	'The profile of %s',
	(_, bank) => {
		it('is plain JSON of the vocabulary', () => {
			expect(JSON.parse(JSON.stringify(bank))).toStrictEqual(bank);
			expect(bankProfile.parse(bank)).toStrictEqual(bank);
		});

		it('names https addresses without a slash at the end', () => {
			for (const address of addressesIn(bank)) {
				expect(new URL(address)).toMatchObject({ protocol: 'https:', search: '', hash: '' });
				expect(address).not.toMatch(/\/$/);
			}
		});

		it('names paths that follow the resource server', () => {
			for (const path of valuesOf(bank, 'path')) {
				expect(path).toMatch(/^(\/([\w.-]+|\{providerCode\}))+$/);
			}
		});
	},
);

it('Banks have ids that differ, and none has that of a custom one', () => {
	const ids = [...banks.map(({ id }) => id), 'custom'];
	expect(new Set(ids).size).toBe(ids.length);
});

it('A custom bank speaks the version that was chosen', () => {
	expect(customBank('v3.1').accountInformation).toEqual({ version: 'v3.1' });
});

describe('Every key that a profile may leave out', () => {
	const optional = [...new Set(optionalKeys(z.toJSONSchema(bankProfile)))];
	const code = ['lib', 'nodes'].flatMap(sources).filter((file) => !file.includes('/banks/'));
	const text = [...code, join(root, 'lib/banks/addresses.ts')]
		.map((file) => readFileSync(file, 'utf8'))
		.join('\n');

	it('is found in the vocabulary', () => {
		expect(optional).toEqual(expect.arrayContaining(['httpSignature', 'postmanEnvironment']));
	});

	it.each(optional)('is used by a bank: %s', (key) => {
		expect(profiles.flatMap((bank) => valuesOf(bank, key))).not.toEqual([]);
	});

	const read = optional.filter((key) => ![...sentAsItIs, ...environments].includes(key));

	it.each(read)('is read by code: %s', (key) => {
		// A member, or a name taken out of one.
		expect(text).toMatch(new RegExp(`\\.${key}\\b|[{,]\\s*${key}\\b[^'"]*\\}`));
	});
});

/** Names of all members that an object of the schema may leave out, however deep. */
function optionalKeys(schema: unknown): string[] {
	if (typeof schema !== 'object' || schema === null) return [];
	const { properties = {}, required = [] } = schema as {
		properties?: object;
		required?: string[];
	};
	return [
		...Object.keys(properties).filter((name) => !required.includes(name)),
		...Object.values(schema).flatMap(optionalKeys),
	];
}

function sources(folder: string): string[] {
	return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('.ts'))
		.map((file) => join(root, folder, file));
}

/** Values of all members called `key`, however deep. */
function valuesOf(value: unknown, key: string): unknown[] {
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([name, member]) => [
		...(name === key ? [member] : []),
		...valuesOf(member, key),
	]);
}

const addressesIn = (value: object): string[] =>
	['issuer', 'resourceServer', 'registrationServer'].flatMap(
		(key) => valuesOf(value, key) as string[],
	);
