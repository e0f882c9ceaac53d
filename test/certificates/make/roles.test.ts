import { readRoles } from '../../../lib/certificates/make/request';
import { rejection } from '../rejection';
import { parameterField } from '../../support/identityReferences';

it.each<[unknown, string[]]>([
	[['PSP_AI'], ['PSP_AI']],
	[
		['PSP_IC', 'PSP_AS', 'PSP_IC'],
		['PSP_AS', 'PSP_IC'],
	],
	['PSP_AI, PSP_PI', ['PSP_PI', 'PSP_AI']],
	[['PSP_AI', null, ''], ['PSP_AI']],
])('Of %j the roles are %j: each once, in the order of their OIDs', (given, roles) => {
	expect(readRoles(given)).toEqual(roles);
});

it.each<[unknown, RegExp]>([
	[null, /^There is no role/],
	[undefined, /^There is no role/],
	[[], /^There is no role/],
	['', /^There is no role/],
	[['PSP_AI', 'AISP'], /^"AISP" is not one of/],
	['psp_ai', /^"psp_ai" is not one of/],
	[['constructor'], /^"constructor" is not one of/],
])('%j is refused', (given, message) => {
	expect(rejection(() => readRoles(given))).toMatchObject({
		field: parameterField('roles'),
		message: expect.stringMatching(message),
	});
});
