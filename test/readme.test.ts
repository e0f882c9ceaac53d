import { readFileSync } from 'node:fs';

import { banks } from '../lib/banks';
import type { AccountInformation, BankProfile, ObieAccountInformation } from '../lib/banks/profile';

const readme = readFileSync('README.md', 'utf8').replace(/ +/g, ' ');

const row = (bank: BankProfile) =>
	[
		bank.name,
		Object.keys(bank.environments).join(', ') || 'none: enter API Base URL',
		registrationOf(bank),
		bank.accountInformation ? accountData(bank.accountInformation) : 'no',
		[bank.payments && 'payments', bank.fundsConfirmation && 'funds', bank.agreements && 'test data']
			.filter(Boolean)
			.join(', ') || '–',
	].join(' | ');

function registrationOf({ registration, authorizationRequest }: BankProfile): string {
	if (registration.via === 'dcr') return 'DCR';
	return authorizationRequest ? 'portal' : 'not needed';
}

const accountData = (rules: AccountInformation) =>
	rules.standard === 'berlin-group' ? 'Berlin Group 1.3.9' : obieData(rules);

const obieData = ({ version, withoutResources }: ObieAccountInformation) =>
	[
		`OBIE ${version}`,
		...(withoutResources ? [`without ${withoutResources.map(inWords).join(', ')}`] : []),
	].join(' ');

/** `directDebits` → `direct debits`, `psuParty` → `PSU party` */
const inWords = (name: string) =>
	name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replace(/^psu /, 'PSU ');

it.each(banks.map((bank) => [bank.name, bank] as const))(
	'the table of banks in README says of %s what its profile says',
	(_, bank) => {
		expect(readme).toContain(`| ${row(bank)} |`);
	},
);

it('every anchor that README links to is a heading of it', () => {
	const anchors = [...readme.matchAll(/\]\(#([\w-]+)\)/g)].map(([, anchor]) => anchor);
	const headings = [...readme.matchAll(/^##+ (.+)$/gm)].map(([, heading]) =>
		heading!.toLowerCase().replaceAll(' ', '-'),
	);
	expect(anchors.filter((anchor) => !headings.includes(anchor!))).toEqual([]);
});
