import { banks } from '../../../lib/banks';
import { customBank } from '../../../lib/banks/custom';
import type { BankProfile } from '../../../lib/banks/profile';
import { emit, type Item, type Operation } from '../../shared/operation';

const standards: BankProfile[] = [
	{ ...customBank('v3.1'), id: 'obie-v3', name: 'OBIE Standard, Read/Write 3.1' },
	{ ...customBank('v4.0'), id: 'obie-v4', name: 'OBIE Standard, Read/Write 4.0' },
];
const shown = [...banks, ...standards];

export const showBankProfile: Operation = {
	value: 'showBankProfile',
	name: 'Show Bank Profile',
	action: 'Show a bank profile',
	description:
		'How this package describes a bank, as JSON: a start for a bank of your own, which goes into the credential as Bank → Custom',
	fields: [
		{
			displayName: 'Bank',
			name: 'bank',
			type: 'options',
			options: [
				{ name: 'Bank of the Credential', value: 'credential' },
				...shown.map(({ id, name }) => ({ name, value: id })),
			],
			default: 'credential',
		},
	],
	async run(item) {
		const profile = await chosenProfile(item);
		return emit({ bank: profile.id, profile, text: JSON.stringify(profile, null, 2) });
	},
};

async function chosenProfile(item: Item): Promise<BankProfile> {
	const bank = item.parameter<string>('bank');
	const known = shown.find(({ id }) => id === bank);
	return known ?? (await item.connection()).tpp.bank;
}
