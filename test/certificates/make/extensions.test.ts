import type { Psd2Role, QcType } from '../../../lib/certificates/extensions';
import { toDer } from '../../../lib/certificates/make/asn1';
import { qcStatements } from '../../../lib/certificates/make/extensions';

const fca = { id: 'GB-FCA', name: 'Financial Conduct Authority' };
/** The end of every example: name and id of the FCA. */
const fcaHex = '0c1b46696e616e6369616c20436f6e6475637420417574686f726974790c0647422d464341';
const psp = {
	AS: '30110607040081982701010c065053505f4153',
	PI: '30110607040081982701020c065053505f5049',
	AI: '30110607040081982701030c065053505f4149',
	IC: '30110607040081982701040c065053505f4943',
};

/** Examples of "eIDAS PSD2 Certificate Signing Request Profiles" 2.2 of the UK directory. */
const examples: Array<[QcType, Psd2Role[], string]> = [
	[
		'web',
		['PSP_PI', 'PSP_AI'],
		`306e3013060604008e4601063009060704008e4601060330570606040081982702304d3026${psp.PI}${psp.AI}${fcaHex}`,
	],
	[
		'web',
		['PSP_AS'],
		`305b3013060604008e4601063009060704008e4601060330440606040081982702303a3013${psp.AS}${fcaHex}`,
	],
	[
		'web',
		['PSP_AS', 'PSP_PI', 'PSP_AI', 'PSP_IC'],
		`3081943013060604008e4601063009060704008e46010603307d06060400819827023073304c${psp.AS}${psp.PI}${psp.AI}${psp.IC}${fcaHex}`,
	],
	[
		'eseal',
		['PSP_AI'],
		`305b3013060604008e4601063009060704008e4601060230440606040081982702303a3013${psp.AI}${fcaHex}`,
	],
];

describe('qcStatements', () => {
	it.each(examples)('of %s with %j are the bytes of the directory', (type, roles, hex) => {
		expect(toDer(qcStatements(type, { roles, authority: fca })).toString('hex')).toBe(hex);
	});

	it('have the roles in the order of their OIDs, whatever the given order', () => {
		const [type, roles, hex] = examples[0]!;
		const reversed = { roles: roles.toReversed(), authority: fca };
		expect(toDer(qcStatements(type, reversed)).toString('hex')).toBe(hex);
	});
});
