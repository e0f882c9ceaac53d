import {
	agreementHints,
	engagementRoles,
	readAgreementInput,
	type Agreement,
	type Engagement,
	type KnownAccount,
} from '../../../lib/operations/testData/agreement';
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
	it('returns the agreement without unknown members', () => {
		const input = anAgreement({
			note: 'x',
			engagements: [anEngagement({ note: 'x', account: { iban: 'NO9386011117947', bban: 'x' } })],
		});
		expect(readAgreementInput(input)).toStrictEqual(anAgreement());
	});

	it('returns customer numbers without spaces', () => {
		const engagements = [anEngagement({ customer: '130393 19955' })];
		const input = anAgreement({ owner: '181292 15603', engagements });
		expect(readAgreementInput(input)).toStrictEqual(anAgreement());
	});

	it('accepts every role', () => {
		const input = engaging({ roles: [...engagementRoles] });
		expect(readAgreementInput(input)).toStrictEqual(input);
	});

	it.each(['NO93 8601 1117 947', 'no9386011117947', ' NO93\t86011117947\n'])(
		'returns the IBAN %j without spaces, in upper case',
		(iban) => {
			expect(readAgreementInput(engaging({ account: { iban } }))).toStrictEqual(anAgreement());
		},
	);

	it('accepts an account number with an invented check digit', () => {
		// ISO 7064 check digits fit, the last digit of the Norwegian account number does not.
		const input = engaging({ account: { iban: 'NO6686011117948' } });
		expect(readAgreementInput(input)).toStrictEqual(input);
	});

	it.each([0, 1, -1, 2 ** 31 - 1, -(2 ** 31)])('accepts the limit %d', (registerLimit) => {
		expect(readAgreementInput(engaging({ registerLimit }))).toStrictEqual(
			engaging({ registerLimit }),
		);
	});

	const invalid = (message: string, key = 'engagements') => ({
		code: 'OB_CONFIGURATION',
		message,
		field: { in: 'parameters', key },
		tppAction: 'fixRequest',
	});

	it.each([
		['owner', ''],
		['owner', 18129215603],
		['owner', undefined],
		['name', ' '],
	])('rejects the %s %j', async (name, value) => {
		expect(await rejection(() => readAgreementInput(anAgreement({ [name]: value })))).toEqual(
			invalid(`The ${name} is empty, or is not text.`, name),
		);
	});

	it.each([[[]], [undefined], [{}]])('rejects the engagements %j', async (engagements) => {
		expect(await rejection(() => readAgreementInput(anAgreement({ engagements })))).toEqual(
			invalid('The agreement has no engagements. Add at least one.'),
		);
	});

	it.each([null, 'x', anEngagement({ customer: '' }), anEngagement({ customer: 13039319955 })])(
		'names the engagement without customer: %j',
		async (engagement) => {
			const engagements = [anEngagement(), engagement];
			expect(await rejection(() => readAgreementInput(anAgreement({ engagements })))).toEqual(
				invalid('Engagement 2: the customer is empty, or is not text.'),
			);
		},
	);

	it.each([
		['NO9386011117948', 'NO9386011117948', 'wrong check digits'],
		['NO938601111794', 'NO938601111794', 'wrong length'],
		['NO93860111179AB', 'NO93860111179AB', 'wrong format'],
		['XX9386011117947', 'XX9386011117947', 'unknown country code'],
		['', '', 'it is empty'],
		[undefined, '', 'it is empty'],
	])('rejects the IBAN %j', async (iban, shown, problem) => {
		expect(await rejection(() => readAgreementInput(engaging({ account: { iban } })))).toEqual(
			invalid(`Engagement 1: "${shown}" is not a valid IBAN (${problem}).`),
		);
	});

	it('rejects an engagement without an account', async () => {
		expect(await rejection(() => readAgreementInput(engaging({ account: undefined })))).toEqual(
			invalid('Engagement 1: "" is not a valid IBAN (it is empty).'),
		);
	});

	const roles = 'OWNER, DISPOSAL, VIEW, REGISTER, APPROVE, INTERNAL_TRANSFER, SALARY';
	it.each([
		[[], ` has no roles. Choose from ${roles}.`],
		['VIEW', ` has no roles. Choose from ${roles}.`],
		[['VIEW', 'ADMIN'], `: "ADMIN" is not a valid role. Choose from ${roles}.`],
		[['view'], `: "view" is not a valid role. Choose from ${roles}.`],
		[[{ toString: 1 }], `: "[object]" is not a valid role. Choose from ${roles}.`],
		[[null], `: "null" is not a valid role. Choose from ${roles}.`],
	])('rejects the roles %j', async (entered, problem) => {
		expect(await rejection(() => readAgreementInput(engaging({ roles: entered })))).toEqual(
			invalid(`Engagement 1${problem}`),
		);
	});

	it.each([2 ** 31, -(2 ** 31) - 1, 0.5, NaN, Infinity, '5', true, null, undefined])(
		'rejects the limit %j',
		async (limit) => {
			const notAnInteger = (label: string) =>
				invalid(`Engagement 1: the ${label} "${limit}" is not a 32-bit integer.`);
			expect(await rejection(() => readAgreementInput(engaging({ registerLimit: limit })))).toEqual(
				notAnInteger('register limit'),
			);
			expect(await rejection(() => readAgreementInput(engaging({ approvalLimit: limit })))).toEqual(
				notAnInteger('approval limit'),
			);
		},
	);
});

describe('agreementHints', () => {
	const hint = (missing: string) => [
		`Engagement 1 lacks ${missing}. Without both REGISTER and VIEW, the PSU cannot choose its account when giving consent.`,
	];

	it.each([
		[['VIEW', 'REGISTER'], []],
		[['VIEW'], hint('REGISTER')],
		[['REGISTER'], hint('VIEW')],
		[['OWNER'], hint('REGISTER and VIEW')],
	])('for the roles %j are %j', (roles, hints) => {
		expect(agreementHints(engaging({ roles }))).toEqual(hints);
	});

	it('name an account that belongs to somebody else, if its owner is known', () => {
		const iban = 'NO9386011117947';
		const { owner } = anAgreement();
		const hints = (known: KnownAccount) => agreementHints(anAgreement(), known);
		expect(hints({ iban, customerNumber: '13039319955' })).toEqual([
			'Engagement 1: the account NO9386011117947 belongs to 13039319955, not to the owner of the agreement.',
		]);
		// The account comes from a response of the bank.
		expect(hints({ iban, customerNumber: { toString: 1 } })).toHaveLength(1);
		expect(hints({ iban, customerNumber: '<img src=x onerror=alert(1)>1303' })).toEqual([
			'Engagement 1: the account NO9386011117947 belongs to 1303, not to the owner of the agreement.',
		]);
		expect(hints({ iban, customerNumber: owner })).toEqual([]);
		expect(hints({ iban: 'NO4939100000079', customerNumber: '13039319955' })).toEqual([]);
		expect(hints({ iban })).toEqual([]);
	});

	it('name numbers that are not Norwegian, and a customer who is the owner', () => {
		const owner = '77777777';
		expect(agreementHints(anAgreement({ owner }))).toEqual([
			'The owner "77777777" is not a valid Norwegian number: a birth number has 11 digits, an organisation number 9. A sandbox may accept it.',
		]);
		const agreement = anAgreement({ owner: '13039319955' });
		expect(agreementHints(agreement)).toEqual([
			'Engagement 1: the customer is the owner of the agreement. Enter the PSU who is a member of the company.',
		]);
	});
});
