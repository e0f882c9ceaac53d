import { banks } from '../../../lib/banks';
import { customBank } from '../../../lib/banks/custom';
import type { BankProfile } from '../../../lib/banks/profile';
import { parameterError } from '../../../lib/errors';
import { output, type Operation } from '../../shared/operation';

const standards: BankProfile[] = [
	{ ...customBank('v3.1'), id: 'obie-v3', name: 'OBIE Standard, Read/Write 3.1' },
	{ ...customBank('v4.0'), id: 'obie-v4', name: 'OBIE Standard, Read/Write 4.0' },
];
const profiles = [...standards, ...banks];

export const showBankProfile: Operation = {
	value: 'showBankProfile',
	name: 'Show Bank Profile',
	action: 'Show bank profile',
	description:
		'Show the settings of a bank as JSON, as a starting point for a custom bank (credential: Bank → Custom)',
	toolDescription:
		'Shows the profile of a bank: endpoints, algorithms and available resources. Returns bank, profile, and text, the profile as JSON text.',
	fields: [
		{
			displayName: 'Bank',
			name: 'bank',
			type: 'options',
			options: profiles.map(({ id, name }) => ({ name, value: id })),
			default: 'obie-v4',
			description: 'The bank that is most similar to yours',
		},
	],
	async run(item) {
		const chosen = item.parameter<string>('bank');
		const profile = profiles.find(({ id }) => id === chosen);
		if (!profile) {
			throw parameterError(
				`The bank "${chosen}" is not supported by this version of the node.`,
				'bank',
			);
		}
		return output({ bank: profile.id, profile, text: JSON.stringify(profile, null, 2) });
	},
};
