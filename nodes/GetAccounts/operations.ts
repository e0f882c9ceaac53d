import type { INodeExecutionData } from 'n8n-workflow';

import { banks } from '../../lib/banks';
import { isOffered, type AccountResourceName } from '../../lib/operations/accountInformation';
import type { Operation } from '../shared/operation';
import { listOperationFields } from './fields';
import { readAccountData } from './readAccountData';

const listOperation = (
	value: AccountResourceName,
	shown: Pick<Operation, 'name' | 'action' | 'description'>,
): Operation => ({
	value,
	...shown,
	description: [shown.description, ...exceptions(value)].join('. '),
	fields: listOperationFields(value),
	irreplaceable: (outputs) => outputs.flat().some(isRenewedSession),
	run: async (item) => await readAccountData(item, value),
});

/** A cursor has the session beside it, which may be the old one: what comes with it can be had again. */
const isRenewedSession = ({ json }: INodeExecutionData): boolean =>
	json.session !== undefined && json.cursor === undefined;

/** Banks without it, for the operation's description. */
function exceptions(resource: AccountResourceName): string[] {
	const names = banks
		.filter((bank) => bank.accountInformation && !isOffered(bank, resource))
		.map(({ name }) => name);
	return names.length > 0 ? [`Not offered by ${names.join(', ')}`] : [];
}

export const accounts = listOperation('accounts', {
	name: 'Accounts',
	action: 'Get accounts',
	description: 'Name, type and numbers of the accounts that the PSU chose',
});

export const balances = listOperation('balances', {
	name: 'Balances',
	action: 'Get balances',
	description: 'Balances of one or all accounts',
});

export const transactions = listOperation('transactions', {
	name: 'Transactions',
	action: 'Get transactions',
	description: 'Booked and pending transactions of one or all accounts',
});

export const beneficiaries = listOperation('beneficiaries', {
	name: 'Beneficiaries',
	action: 'Get beneficiaries',
	description: 'Payees that the PSU has saved for one or all accounts',
});

export const directDebits = listOperation('directDebits', {
	name: 'Direct Debits',
	action: 'Get direct debits',
	description: 'Direct debits that may be taken from one or all accounts',
});

export const offers = listOperation('offers', {
	name: 'Offers',
	action: 'Get offers',
	description: 'What the bank offers the PSU for one or all accounts',
});

export const parties = listOperation('parties', {
	name: 'Parties',
	action: 'Get parties',
	description: 'Holders of one or all accounts, and others with a part in them',
});

export const products = listOperation('products', {
	name: 'Products',
	action: 'Get products',
	description: 'Which product of the bank one or all accounts are',
});

export const scheduledPayments = listOperation('scheduledPayments', {
	name: 'Scheduled Payments',
	action: 'Get scheduled payments',
	description: 'Single payments that one or all accounts will make on a later date',
});

export const standingOrders = listOperation('standingOrders', {
	name: 'Standing Orders',
	action: 'Get standing orders',
	description: 'Payments that one or all accounts make again and again',
});

export const statements = listOperation('statements', {
	name: 'Statements',
	action: 'Get statements',
	description: 'Statements of one or all accounts: their periods and balances',
});
