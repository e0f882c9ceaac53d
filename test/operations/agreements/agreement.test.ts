import {
	agreementHints,
	engagementRoles,
	readAgreementInput,
	type Agreement,
	type Engagement,
} from '../../../lib/operations/agreements/agreement';
import { rejection } from '../../support/builders';

const anEngagement = (changes: object = {}): Engagement => ({
	customer: '13039319955',
	account: { iban: 'NO9386011117947' },
	roles: ['VIEW', 'REGISTER'],
	registerLimit: 1000,
	approvalLimit: 0,
	...changes,
});

const anAgreement = (changes: object = {}): Agreement => ({
	owner: '18129215603',
	name: 'Treasury',
	engagements: [anEngagement()],
	...changes,
});

const engaging = (changes: object) => anAgreement({ engagements: [anEngagement(changes)] });

describe('readAgreementInput', () => {
	it('gives the agreement in the bank’s spelling, and nothing beside it', () => {
		const input = anAgreement({
			note: 'x',
			engagements: [anEngagement({ note: 'x', account: { iban: 'NO9386011117947', bban: 'x' } })],
		});
		expect(readAgreementInput(input)).toStrictEqual(anAgreement());
	});

	it('takes every role', () => {
		const input = engaging({ roles: [...engagementRoles] });
		expect(readAgreementInput(input)).toStrictEqual(input);
	});

	it.each(['NO93 8601 1117 947', 'no9386011117947', ' NO93\t86011117947\n'])(
		'takes the IBAN %j without spaces, in upper case',
		(iban) => {
			expect(readAgreementInput(engaging({ account: { iban } }))).toStrictEqual(anAgreement());
		},
	);

	it('takes an account number whose own check digit is invented', () => {
		// ISO 7064 check digits fit, the last digit of the Norwegian account number does not.
		const input = engaging({ account: { iban: 'NO6686011117948' } });
		expect(readAgreementInput(input)).toStrictEqual(input);
	});

	it.each([0, 1, -1, 2 ** 31 - 1, -(2 ** 31)])('takes the limit %d', (registerLimit) => {
		expect(readAgreementInput(engaging({ registerLimit }))).toStrictEqual(
			engaging({ registerLimit }),
		);
	});

	const refused = (message: string, field: string) => ({
		code: 'OB_CONFIGURATION',
		message,
		field,
		tppAction: 'fixRequest',
	});

	it.each([
		['owner', 'Owner', ''],
		['owner', 'Owner', 18129215603],
		['owner', 'Owner', undefined],
		['name', 'Name', ' '],
	])('refuses the %s that is, in the field %s, %j', async (name, field, value) => {
		expect(await rejection(() => readAgreementInput(anAgreement({ [name]: value })))).toEqual(
			refused(`${field} is empty or not a text.`, field),
		);
	});

	it.each([[[]], [undefined], [{}]])('refuses the engagements %j', async (engagements) => {
		expect(await rejection(() => readAgreementInput(anAgreement({ engagements })))).toEqual(
			refused('The agreement has no engagements; add at least one.', 'Engagements'),
		);
	});

	it.each([null, 'x', anEngagement({ customer: '' }), anEngagement({ customer: 13039319955 })])(
		'names the engagement without customer: %j',
		async (engagement) => {
			const engagements = [anEngagement(), engagement];
			expect(await rejection(() => readAgreementInput(anAgreement({ engagements })))).toEqual(
				refused('Engagement 2: Customer is empty or not a text.', 'Engagement 2: Customer'),
			);
		},
	);

	it.each([
		['NO9386011117948', 'NO9386011117948', 'its check digits do not fit'],
		['NO938601111794', 'NO938601111794', 'wrong length'],
		['NO93860111179AB', 'NO93860111179AB', 'wrong form'],
		['XX9386011117947', 'XX9386011117947', 'unknown country code'],
		['', '', 'it is empty'],
		[undefined, '', 'it is empty'],
	])('refuses the IBAN %j', async (iban, shown, says) => {
		expect(await rejection(() => readAgreementInput(engaging({ account: { iban } })))).toEqual(
			refused(`Engagement 1: "${shown}" is not an IBAN (${says}).`, 'Engagements'),
		);
	});

	it('refuses an engagement without account', async () => {
		expect(await rejection(() => readAgreementInput(engaging({ account: undefined })))).toEqual(
			refused('Engagement 1: "" is not an IBAN (it is empty).', 'Engagements'),
		);
	});

	const roles = 'OWNER, DISPOSAL, VIEW, REGISTER, APPROVE, INTERNAL_TRANSFER, SALARY';
	it.each([
		[[], `Roles are empty; choose of ${roles}.`],
		['VIEW', `Roles are empty; choose of ${roles}.`],
		[['VIEW', 'ADMIN'], `the role "ADMIN" is unknown; Eika knows ${roles}.`],
		[['view'], `the role "view" is unknown; Eika knows ${roles}.`],
		[[null], `the role "null" is unknown; Eika knows ${roles}.`],
	])('refuses the roles %j', async (given, says) => {
		expect(await rejection(() => readAgreementInput(engaging({ roles: given })))).toEqual(
			refused(`Engagement 1: ${says}`, 'Engagements'),
		);
	});

	it.each([2 ** 31, -(2 ** 31) - 1, 0.5, NaN, Infinity, '5', true, null, undefined])(
		'refuses the limit %j',
		async (limit) => {
			const says = (label: string) =>
				refused(
					`Engagement 1: ${label}: "${limit}" is not a whole number of 32 bits.`,
					'Engagements',
				);
			expect(await rejection(() => readAgreementInput(engaging({ registerLimit: limit })))).toEqual(
				says('Register Limit'),
			);
			expect(await rejection(() => readAgreementInput(engaging({ approvalLimit: limit })))).toEqual(
				says('Approval Limit'),
			);
		},
	);
});

describe('agreementHints', () => {
	const hint = (missing: string) => [
		`Engagement 1 lacks ${missing}: without both REGISTER and VIEW its account cannot be chosen when the PSU gives consent.`,
	];

	it.each([
		[['VIEW', 'REGISTER'], []],
		[['VIEW'], hint('REGISTER')],
		[['REGISTER'], hint('VIEW')],
		[['OWNER'], hint('REGISTER and VIEW')],
	])('for the roles %j are %j', (roles, hints) => {
		expect(agreementHints(engaging({ roles }))).toEqual(hints);
	});
});
