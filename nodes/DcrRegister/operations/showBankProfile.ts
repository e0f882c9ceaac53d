import { banks } from '../../../lib/banks';
import { customBank } from '../../../lib/banks/custom';
import type { BankProfile } from '../../../lib/banks/profile';
import { ConfigurationError } from '../../../lib/errors';
import { output, type Operation } from '../../shared/operation';

const standards: BankProfile[] = [
	{ ...customBank('v3.1'), id: 'obie-v3', name: 'OBIE Standard, Read/Write 3.1' },
	{ ...customBank('v4.0'), id: 'obie-v4', name: 'OBIE Standard, Read/Write 4.0' },
];
const shown = [...standards, ...banks];

export const showBankProfile: Operation = {
	value: 'showBankProfile',
	name: 'Show Bank Profile',
	action: 'Show a bank profile',
	description:
		'How this package describes a bank, as JSON: a start for a bank of your own, which goes into the credential as Bank → Custom',
	toolDescription:
		'Shows how a bank is described: endpoints, algorithms, what it offers. Returns bank, profile, and text, the profile as JSON to copy.',
	fields: [
		{
			displayName: 'Bank',
			name: 'bank',
			type: 'options',
			options: shown.map(({ id, name }) => ({ name, value: id })),
			default: 'obie-v4',
			description: 'Take the one that is most like yours',
		},
	],
	async run(item) {
		const chosen = item.parameter<string>('bank');
		const profile = shown.find(({ id }) => id === chosen);
		if (!profile) {
			throw new ConfigurationError(
				`The bank "${chosen}" is not known to this version of the node.`,
				{
					field: 'Bank',
					tppAction: 'fixRequest',
				},
			);
		}
		return output({ bank: profile.id, profile, text: JSON.stringify(profile, null, 2) });
	},
};
