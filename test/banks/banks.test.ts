import { z } from 'zod/v4';

import { banks } from '../../lib/banks';
import { customBank } from '../../lib/banks/custom';
import { bankProfile, type BankProfile } from '../../lib/banks/profile';
import { profileIn } from '../../lib/banks/applicableRules';
import { differingBank } from '../support/differingBank';
import { fapiBank } from '../support/fapiBank';

const inProduction = banks.map((bank) => profileIn(bank, 'production'));
const profiles = [
	...banks,
	...inProduction,
	customBank('v3.1'),
	customBank('v4.0'),
	fapiBank,
	differingBank,
];

describe.each(profiles.map((bank): [string, BankProfile] => [bank.name, bank]))(
	'The profile of %s',
	(_, bank) => {
		it('is plain JSON that the schema accepts', () => {
			expect(JSON.parse(JSON.stringify(bank))).toStrictEqual(bank);
			expect(bankProfile.parse(bank)).toStrictEqual(bank);
		});

		it('has https addresses without a slash at the end', () => {
			for (const address of addressesIn(bank)) {
				expect(new URL(address)).toMatchObject({ protocol: 'https:', search: '', hash: '' });
				expect(address).not.toMatch(/\/$/);
			}
		});

		it('has paths that can follow a root', () => {
			const form = /^(\/([\w.-]+|\{providerCode\}))+$/;
			expect(
				valuesOf(profileIn(bank, 'sandbox'), 'path').filter((path) => !form.test(String(path))),
			).toEqual([]);
		});
	},
);

it('Banks have different IDs, and none has the ID of a custom bank', () => {
	const ids = [...banks.map(({ id }) => id), 'custom'];
	expect(new Set(ids).size).toBe(ids.length);
});

it('A custom bank has the chosen API version', () => {
	expect(customBank('v3.1').accountInformation).toEqual({ version: 'v3.1' });
});

describe('Every optional member of a profile', () => {
	const paths = optionalPaths(z.toJSONSchema(bankProfile) as ObjectSchema);
	// Both environments have the same members.
	const optional = [
		...new Set(paths.map((path) => path.replace(/^(environments)\.\w+\./, '$1.*.'))),
	];

	it('is found in the schema', () => {
		expect(optional).toEqual(
			expect.arrayContaining([
				'httpSignature',
				'registration.postmanEnvironment',
				'registration.audience.aspspId',
				'authorizationRequest.responseMode',
			]),
		);
	});

	it.each(optional)('is used by a bank: %s', (path) => {
		expect(profiles.flatMap((bank) => valuesAt(bank, path.split('.')))).not.toEqual([]);
	});
});

interface ObjectSchema {
	properties?: Record<string, ObjectSchema>;
	required?: string[];
	anyOf?: ObjectSchema[];
	oneOf?: ObjectSchema[];
}

/** Paths of all optional members, such as `registration.path`. */
function optionalPaths(schema: ObjectSchema, parent = ''): string[] {
	const { properties = {}, required = [], anyOf = [], oneOf = [] } = schema;
	const members = Object.entries(properties).flatMap(([name, member]) => {
		const path = `${parent}${name}`;
		return [...(required.includes(name) ? [] : [path]), ...optionalPaths(member, `${path}.`)];
	});
	return [...members, ...[...anyOf, ...oneOf].flatMap((kind) => optionalPaths(kind, parent))];
}

/** Values at a path, in which `*` is any name. */
function valuesAt(value: unknown, [name, ...rest]: string[]): unknown[] {
	if (name === undefined) return value === undefined ? [] : [value];
	const members = Object.entries(Object(value) as object);
	return members
		.filter(([key]) => name === '*' || key === name)
		.flatMap(([, member]) => valuesAt(member, rest));
}

/** Values of all members with the name `key` at any depth. */
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
