import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import type { BankProfile } from '../../lib/banks/profile';
import { parameterError } from '../../lib/errors';
import {
	permissions,
	unsupportedPermissions,
	type Permission,
} from '../../lib/operations/accountInformation/permissions';
import type { Item } from '../shared/operation';
import { shownFor } from './fields';

/** What the PSU shares with each permission, and the operations of Get Accounts that read it (OBIE Read/Write, "Permissions"). */
const descriptions: Record<Permission, string> = {
	ReadAccountsBasic: 'Accounts, without account numbers',
	ReadAccountsDetail: 'Accounts, with names and account numbers',
	ReadBalances: 'Balances',
	ReadBeneficiariesBasic: 'Beneficiaries, without account numbers',
	ReadBeneficiariesDetail: 'Beneficiaries, with names and account numbers',
	ReadDirectDebits: 'Direct Debits',
	ReadOffers: 'Offers',
	ReadPAN: 'Card numbers in full instead of masked, wherever the data has them',
	ReadParty: 'Parties and Account Party: names and contact details of the account holders',
	ReadPartyPSU: 'PSU Party: name and contact details of the PSU',
	ReadProducts: 'Products',
	ReadScheduledPaymentsBasic: 'Scheduled Payments, without the account of the payee',
	ReadScheduledPaymentsDetail: 'Scheduled Payments, with the account of the payee',
	ReadStandingOrdersBasic: 'Standing Orders, without the account of the payee',
	ReadStandingOrdersDetail: 'Standing Orders, with the account of the payee',
	ReadStatementsBasic: 'Statements, without amounts',
	ReadStatementsDetail: 'Statements, with amounts, and Statement File',
	ReadTransactionsBasic:
		'Transactions, without texts and counterparties. Add Credits, Debits or both.',
	ReadTransactionsCredits: 'Transactions: money in. Add Basic or Detail.',
	ReadTransactionsDebits: 'Transactions: money out. Add Basic or Detail.',
	ReadTransactionsDetail:
		'Transactions, with texts and counterparties. Add Credits, Debits or both.',
};

interface Preset {
	name: string;
	description: string;
	permissions: readonly Permission[];
}

const balances: Permission[] = ['ReadAccountsDetail', 'ReadBalances'];

/** Sets of permissions that the operator chooses by one name. Workflows store the keys, so these never change. */
const presets: Record<string, Preset> = {
	balances: {
		name: 'Balances',
		description: 'Accounts and their balances',
		permissions: balances,
	},
	bookkeeping: {
		name: 'Bookkeeping',
		description: 'Accounts, balances and transactions',
		permissions: [
			...balances,
			'ReadTransactionsCredits',
			'ReadTransactionsDebits',
			'ReadTransactionsDetail',
		],
	},
	everything: {
		name: 'Everything',
		description: 'All data that the bank provides, but no full card numbers',
		// A permission with Detail includes the one with Basic.
		permissions: permissions.filter((name) => name !== 'ReadPAN' && !name.endsWith('Basic')),
	},
};

const options: INodePropertyOptions[] = [
	...Object.entries(presets).map(([value, { name, description }]) => ({
		name,
		value,
		description,
	})),
	...permissions.map((name) => ({ name, value: name, description: descriptions[name] })),
];

export const permissionsField: INodeProperties = {
	displayName: 'Permissions',
	name: 'permissions',
	type: 'multiOptions',
	options,
	default: ['bookkeeping'],
	...shownFor('obie'),
	description:
		'The data that the PSU is asked to share: a preset, single permissions, or both. Select only what you use.',
};

/**
 * Returns the permissions to ask for: those of the presets, and the single ones. It leaves out the ones for data that the bank
 * does not provide, and shows a hint about those that the operator chose by their names.
 *
 * @throws ConfigurationError for a value that is not a list of names
 */
export function readPermissions(item: Item, bank: BankProfile): string[] {
	const chosen = item.parameter<unknown>('permissions');
	if (!Array.isArray(chosen) || !chosen.every((name) => typeof name === 'string')) {
		throw parameterError(
			'The permissions must be a list of names, such as ReadBalances.',
			'permissions',
		);
	}
	const names = [
		...new Set(
			chosen.flatMap((name: string): readonly string[] => presets[name]?.permissions ?? [name]),
		),
	];
	const unsupported = unsupportedPermissions(bank, names);
	const reported = unsupported.filter((name) => chosen.includes(name));
	if (reported.length > 0) {
		item.hint(
			`${bank.name} does not support these permissions, so the consent does not include them: ${reported.join(', ')}.`,
		);
	}
	return names.filter((name) => !unsupported.includes(name));
}
