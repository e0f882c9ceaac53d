import { readRoles } from '../../../lib/certificates/make/request';
import { rejection } from '../rejection';

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
	[null, /^Roles is empty/],
	[undefined, /^Roles is empty/],
	[[], /^Roles is empty/],
	['', /^Roles is empty/],
	[['PSP_AI', 'AISP'], /^Roles: "AISP" is not one of/],
	['psp_ai', /^Roles: "psp_ai" is not one of/],
	[['constructor'], /^Roles: "constructor" is not one of/],
])('%j is refused', (given, message) => {
	expect(rejection(() => readRoles(given))).toMatchObject({
		field: 'Roles',
		message: expect.stringMatching(message),
	});
});
