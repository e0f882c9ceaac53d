import type { INodeProperties } from 'n8n-workflow';

import { banks } from '../../lib/banks';
import { obieRules } from '../../lib/banks/applicableRules';
import {
	accessRights,
	maxConsentDays,
	maxFrequencyPerDay,
} from '../../lib/operations/berlinGroup/consentTerms';

const banksWithStepUp = banks
	.filter((bank) => obieRules(bank)?.stepUp)
	.map(({ name }) => name)
	.join(' and ');

export const authorisationOptions: INodeProperties[] = [
	{
		displayName: 'Pass Through',
		name: 'passThrough',
		type: 'string',
		default: '',
		placeholder: 'e.g. customer-4711',
		description:
			'A short text that comes back with the session, such as your customer number. The bank sees it only encrypted. Banks may reject long texts.',
	},
	{
		displayName: 'Push Authorization Request',
		name: 'push',
		type: 'boolean',
		default: false,
		description:
			'Whether to send the request directly to the bank (PAR), so that nobody can read or change it. The URL for the PSU is then valid for about a minute. Always on at banks that require it.',
	},
	{
		displayName: 'Redirect URI',
		name: 'redirectUri',
		type: 'string',
		default: '',
		placeholder: 'e.g. https://n8n.example.com/webhook/open-banking/zopa',
		description:
			'The URL to which the bank redirects the PSU. It must be registered at the bank. If empty, the Redirect URI of the credential is used.',
	},
	{
		displayName: 'Response Type',
		name: 'responseType',
		type: 'options',
		options: [
			{
				name: 'Code',
				value: 'code',
				description: 'The response is in the query of the redirect URI',
			},
			{
				name: 'Code and ID Token',
				value: 'code id_token',
				description: 'The response is signed and in the fragment of the redirect URI',
			},
		],
		default: 'code id_token',
		description:
			'How the bank returns its response. Without this option, the bank’s default applies.',
	},
	{
		displayName: 'Step-Up',
		name: 'stepUp',
		type: 'boolean',
		default: false,
		description: `Whether the PSU must sign in with a second factor. Some data of ${banksWithStepUp} require it. Other banks do not support it.`,
	},
];

/** The options for a consent to which no second factor can be added (The Co-operative Bank, "Two-factor authentication"). */
export const optionsWithoutStepUp = authorisationOptions.filter(({ name }) => name !== 'stepUp');

/** The stored values of the field *Bank Standard*. */
export type BankStandard = 'automatic' | 'obie' | 'berlinGroup';

/** The panel does not know the bank of the credential, so the operator can say which fields to show. */
export const standardField: INodeProperties = {
	displayName: 'Bank Standard',
	name: 'standard',
	type: 'options',
	options: [
		{
			name: 'Automatic',
			value: 'automatic',
			description: 'Show all fields, and use those of the bank',
		},
		{ name: 'Berlin Group', value: 'berlinGroup', description: 'Eika' },
		{ name: 'UK Open Banking (OBIE)', value: 'obie', description: 'All other banks' },
	],
	default: 'automatic',
	description: 'Which fields to show. The standard of the bank decides which ones are used.',
};

/** Conditions under which the panel shows the fields of one standard. */
export const shownFor = (standard: BankStandard) => ({
	displayOptions: { show: { standard: ['automatic', standard] } },
});

const rightOptions = [
	{ name: 'Accounts', value: 'accounts' },
	{ name: 'Balances', value: 'balances' },
	{ name: 'Transactions', value: 'transactions' },
];

/** What a consent of the Berlin Group gives access to. */
export const accessFields: INodeProperties[] = [
	{
		displayName: 'Access Rights',
		name: 'rights',
		type: 'multiOptions',
		options: rightOptions,
		default: [...accessRights],
		...shownFor('berlinGroup'),
		hint: 'Only for banks of the Berlin Group, such as Eika',
		description: 'The data that the PSU is asked to share',
	},
	{
		displayName: 'Accounts by IBAN',
		name: 'accounts',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Account',
		default: {},
		...shownFor('berlinGroup'),
		description:
			'At a bank of the Berlin Group, such as Eika: the accounts to ask for, with their rights. If empty, the PSU chooses accounts at the bank for all Access Rights.',
		options: [
			{
				displayName: 'Account',
				name: 'account',
				values: [
					{
						displayName: 'IBAN',
						name: 'iban',
						type: 'string',
						default: '',
						placeholder: 'e.g. NO9386011117947',
					},
					{
						displayName: 'Rights',
						name: 'rights',
						type: 'multiOptions',
						options: rightOptions,
						default: [...accessRights],
						description: 'The data of this account that the PSU is asked to share',
					},
				],
			},
		],
	},
];

/** Options that identify the PSU. Requests for a consent and for its authorisation have them. */
export const psuOptions: INodeProperties[] = [
	{
		displayName: 'PSU Corporate ID',
		name: 'psuCorporateId',
		type: 'string',
		default: '',
		placeholder: 'e.g. 910000012',
		description:
			'The customer number of the company that the PSU acts for, at a bank of the Berlin Group such as Eika. If empty, the PSU chooses at the bank.',
	},
	{
		displayName: 'PSU ID',
		name: 'psuId',
		type: 'string',
		default: '',
		placeholder: 'e.g. 13039319955',
		description:
			'The customer number of the PSU at a bank of the Berlin Group, such as Eika. If empty, the PSU enters it at the bank.',
	},
	{
		displayName: 'PSU Type',
		name: 'psuContext',
		type: 'options',
		options: [
			{
				name: 'Chosen at the Bank',
				value: 'chosenAtBank',
				description: 'The bank asks the PSU for whom they act',
			},
			{ name: 'Corporate', value: 'corporate', description: 'The PSU acts for a company' },
			{ name: 'Private', value: 'private', description: 'The PSU acts for themselves' },
		],
		default: 'private',
		description:
			'Whether the PSU acts for themselves or for a company, at a bank of the Berlin Group such as Eika',
	},
];

/** Options of a consent of the Berlin Group. */
export const termsOptions: INodeProperties[] = [
	{
		displayName: 'Frequency Per Day',
		name: 'frequencyPerDay',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: maxFrequencyPerDay },
		default: maxFrequencyPerDay,
		description:
			'How often a day your workflows read each list while the PSU is absent, at a bank of the Berlin Group such as Eika',
	},
	{
		displayName: 'Recurring',
		name: 'recurring',
		type: 'boolean',
		default: true,
		description:
			'Whether the consent is for repeated access, at a bank of the Berlin Group such as Eika. If off, it is for one access.',
	},
];

export const expiryNote = `At Eika, only the day counts. The default and the maximum are ${maxConsentDays} days from now.`;
