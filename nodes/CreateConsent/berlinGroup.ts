import type { INodeProperties } from 'n8n-workflow';

import { parameterError } from '../../lib/errors';
import type { PsuContext, PsuReference } from '../../lib/oauth/session';
import {
	accessRights,
	maxConsentDays,
	maxFrequencyPerDay,
	type AccessRight,
	type AccountAccess,
	type AccountConsentSettings,
} from '../../lib/operations/berlinGroup/consent';
import { toFilterDateTime } from '../shared/dateTime';
import type { Item } from '../shared/operation';
import { readSwitch } from '../shared/readSwitch';

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
		description: 'As whom the PSU signs in at a bank of the Berlin Group, such as Eika',
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

export const expiryNote = `At Eika, only the day counts, and the default and the latest are ${maxConsentDays} days from now.`;

/** Reads the parameters of a consent. @throws ConfigurationError that names the field */
export const readConsentSettings = (item: Item): AccountConsentSettings => ({
	access: readAccess(item),
	validUntil: toFilterDateTime(
		item.parameter('options.expirationDateTime', ''),
		'expirationDateTime',
	)?.slice(0, 10),
	frequencyPerDay: Number(item.parameter<unknown>('options.frequencyPerDay', maxFrequencyPerDay)),
	isRecurring: readSwitch(item, 'options.recurring', true),
	psu: readPsu(item),
	now: new Date(),
});

/** Reads the options that identify the PSU. */
export function readPsu(item: Item): PsuReference {
	const id = item.parameter('options.psuId', '').trim();
	const corporateId = item.parameter('options.psuCorporateId', '').trim();
	const context = readContext(item) ?? (corporateId ? 'corporate' : 'private');
	if (corporateId && context === 'private') {
		throw parameterError(
			'A private PSU has no corporate ID. Choose the PSU type Corporate, or remove the ID.',
			'psuCorporateId',
		);
	}
	return {
		...(context !== 'chosenAtBank' && { context }),
		...(id && { id }),
		...(corporateId && { corporateId }),
	};
}

/** Returns undefined when nothing is chosen. */
function readContext(item: Item): PsuContext | 'chosenAtBank' | undefined {
	const chosen = item.parameter<string>('options.psuContext', '');
	if (chosen === '') return undefined;
	if (chosen === 'corporate' || chosen === 'private' || chosen === 'chosenAtBank') return chosen;
	throw parameterError(
		`"${chosen}" is not a PSU type. Enter chosenAtBank, corporate or private.`,
		'psuContext',
	);
}

interface EnteredAccount {
	iban?: unknown;
	rights?: unknown;
}

function readAccess(item: Item): AccountAccess {
	const { account = [] } =
		item.parameter<{ account?: EnteredAccount[] } | null>('accounts', {}) ?? {};
	if (account.length === 0) {
		const rights = readRights(item.parameter<unknown>('rights', [...accessRights]), 'rights');
		return Object.fromEntries(rights.map((right) => [right, []]));
	}
	const entries = account.map(({ iban, rights }) => ({
		iban: String(iban ?? ''),
		rights: readRights(rights ?? [...accessRights], 'accounts'),
	}));
	const access = accessRights.map((right) => [
		right,
		entries.filter(({ rights }) => rights.includes(right)).map(({ iban }) => iban),
	]);
	return Object.fromEntries(access.filter(([, ibans]) => ibans!.length > 0)) as AccountAccess;
}

function readRights(value: unknown, key: string): AccessRight[] {
	const isList = Array.isArray(value) && value.length > 0;
	if (isList && value.every((one) => accessRights.includes(one as AccessRight))) {
		return value as AccessRight[];
	}
	throw parameterError(`The access rights must be a list of ${accessRights.join(', ')}.`, key);
}
