import type { INodeExecutionData } from 'n8n-workflow';

import { banks } from '../../lib/banks';
import {
	isOffered,
	type AccountResourceName,
} from '../../lib/operations/accountInformation/resources';
import type { Operation } from '../shared/operation';
import { listOperationFields } from './fields';
import { readAccountData } from './readAccountData';

const listOperation = (
	value: AccountResourceName,
	{ returns, ...shown }: Pick<Operation, 'name' | 'action' | 'description'> & { returns: string },
): Operation => ({
	value,
	...shown,
	description: [shown.description, ...exceptions(value)].join('. '),
	toolDescription: `${shown.description}, from the customer’s bank. A session, where one is asked for, is a sealed text to pass on unchanged. Returns a list of objects with ${returns}. An object with session is a renewed session: it replaces the old one and is no account data.`,
	fields: listOperationFields(value),
	mustKeepOutputs: (outputs) => outputs.flat().some(isRenewedSession),
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
	returns: 'accountId, currency, type, nickname, and the account’s numbers',
});

export const balances = listOperation('balances', {
	name: 'Balances',
	action: 'Get balances',
	description: 'Balances of one or all accounts',
	returns: 'accountId, type of balance, amount (negative: overdrawn), currency and dateTime',
});

export const transactions = listOperation('transactions', {
	name: 'Transactions',
	action: 'Get transactions',
	description: 'Booked and pending transactions of one or all accounts',
	returns:
		'accountId, bookingDateTime, amount (negative: money went out), currency, status and description',
});

export const beneficiaries = listOperation('beneficiaries', {
	name: 'Beneficiaries',
	action: 'Get beneficiaries',
	description: 'Payees that the PSU has saved for one or all accounts',
	returns: 'accountId, reference, and name and number of the payee',
});

export const directDebits = listOperation('directDebits', {
	name: 'Direct Debits',
	action: 'Get direct debits',
	description: 'Direct debits that may be taken from one or all accounts',
	returns: 'accountId, name, status, mandate, and date and amount of the last payment',
});

export const offers = listOperation('offers', {
	name: 'Offers',
	action: 'Get offers',
	description: 'What the bank offers the PSU for one or all accounts',
	returns: 'accountId, type, description, rate, amount and dates of the offer',
});

export const parties = listOperation('parties', {
	name: 'Parties',
	action: 'Get parties',
	description: 'Holders of one or all accounts, and others with a part in them',
	returns: 'name, role, address and contact details',
});

export const products = listOperation('products', {
	name: 'Products',
	action: 'Get products',
	description: 'Which product of the bank one or all accounts are',
	returns: 'accountId, name and type of the product',
});

export const scheduledPayments = listOperation('scheduledPayments', {
	name: 'Scheduled Payments',
	action: 'Get scheduled payments',
	description: 'Single payments that one or all accounts will make on a later date',
	returns: 'accountId, dateTime, amount, currency, reference and payee',
});

export const standingOrders = listOperation('standingOrders', {
	name: 'Standing Orders',
	action: 'Get standing orders',
	description: 'Payments that one or all accounts make again and again',
	returns: 'accountId, status, frequency, dates and amounts of the payments, and the payee',
});

export const statements = listOperation('statements', {
	name: 'Statements',
	action: 'Get statements',
	description: 'Statements of one or all accounts: their periods and balances',
	returns: 'accountId, type, startDateTime, endDateTime, and the balances at both',
});
