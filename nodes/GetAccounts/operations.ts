import type { INodeExecutionData } from 'n8n-workflow';

import { banks } from '../../lib/banks';
import type { BankProfile } from '../../lib/banks/profile';
import {
	isProvided,
	type AccountListName,
	type AccountResourceName,
} from '../../lib/operations/accountInformation/resources';
import { concurrentItems, type Operation } from '../shared/operation';
import { confirmFundsFields, listOperationFields, statementFileFields } from './fields';

/** Loaded when an operation first runs, as in `nodes/shared/onDemand.ts`. */
const runs = () => require('./runs') as typeof import('./runs');
const confirming = () => require('./confirmFunds') as typeof import('./confirmFunds');

/** An item with a cursor also has a session. A later run can create it again, whether the session is renewed or not. */
const isRenewedSession = ({ json }: INodeExecutionData): boolean =>
	json.session !== undefined && json.cursor === undefined;

interface ListOperation {
	name: string;
	action: string;
	/** What the operation gets: completes "Get …". */
	content: string;
	/** The members of each object, for the model of an AI agent. */
	returns: string;
}

const listOperations: Record<AccountListName, ListOperation> = {
	accounts: {
		name: 'Accounts',
		action: 'Get accounts',
		content: 'the accounts that the PSU selected',
		returns: 'accountName, type, currency, status, holder, account number and accountId',
	},
	balances: {
		name: 'Balances',
		action: 'Get balances',
		content: 'the balances of one or all accounts',
		returns:
			'amount (a number; negative: overdrawn), currency, type of balance, accountName and dateTime',
	},
	transactions: {
		name: 'Transactions',
		action: 'Get transactions',
		content: 'booked and pending transactions of one or all accounts',
		returns:
			'date, description, amount (a number; negative: money went out), currency, status and accountName',
	},
	cardAccounts: {
		name: 'Card Accounts',
		action: 'Get card accounts',
		content: 'the card accounts that the PSU selected',
		returns: 'accountName, currency, status, masked card number and accountId',
	},
	cardBalances: {
		name: 'Card Balances',
		action: 'Get card balances',
		content: 'the balances of one or all card accounts',
		returns:
			'amount (a number; negative: overdrawn), currency, type of balance, accountName and dateTime',
	},
	cardTransactions: {
		name: 'Card Transactions',
		action: 'Get card transactions',
		content: 'booked and pending transactions of one or all card accounts',
		returns:
			'date, description, amount (a number; negative: money went out), currency, status and accountName',
	},
	beneficiaries: {
		name: 'Beneficiaries',
		action: 'Get beneficiaries',
		content: 'the saved payees of one or all accounts',
		returns: 'accountId, reference, and name and account number of the payee',
	},
	directDebits: {
		name: 'Direct Debits',
		action: 'Get direct debits',
		content: 'the direct debits that may be collected from one or all accounts',
		returns: 'accountId, name, status, mandate, and date and amount of the last payment',
	},
	offers: {
		name: 'Offers',
		action: 'Get offers',
		content: 'offers of the bank for one or all accounts, such as a higher limit',
		returns: 'accountId, type, description, rate, amount and dates of the offer',
	},
	parties: {
		name: 'Parties',
		action: 'Get parties',
		content: 'the holders and other parties of one or all accounts',
		returns: 'name, role, address and contact details',
	},
	accountParty: {
		name: 'Account Party',
		action: 'Get account party',
		content: 'the party that one or all accounts belong to',
		returns: 'name, role, address, contact details and accountId',
	},
	psuParty: {
		name: 'PSU Party',
		action: 'Get PSU party',
		content: 'the person or company that gave the consent',
		returns: 'name, address and contact details',
	},
	products: {
		name: 'Products',
		action: 'Get products',
		content: 'the bank product of one or all accounts',
		returns: 'accountId, name and type of the product',
	},
	scheduledPayments: {
		name: 'Scheduled Payments',
		action: 'Get scheduled payments',
		content: 'one-time future payments from one or all accounts',
		returns: 'accountId, dateTime, amount, currency, reference and payee',
	},
	standingOrders: {
		name: 'Standing Orders',
		action: 'Get standing orders',
		content: 'regular payments from one or all accounts',
		returns: 'accountId, status, frequency, dates and amounts of the payments, and the payee',
	},
	statements: {
		name: 'Statements',
		action: 'Get statements',
		content: 'the statements of one or all accounts with their periods and balances',
		returns: 'accountId, type, startDateTime, endDateTime, and the balances at both times',
	},
	statementTransactions: {
		name: 'Statement Transactions',
		action: 'Get statement transactions',
		content: 'the transactions of a statement',
		returns:
			'date, description, amount (a number; negative: money went out), currency, status and accountName',
	},
};

function listOperation(
	resource: AccountListName,
	{ content, returns, ...labels }: ListOperation,
): Operation {
	return {
		...labels,
		value: resource,
		description: [`Get ${content}`, ...unavailableAt(resource)].join('. '),
		toolDescription: `Gets ${content} from the customer’s bank. The session is an encrypted text: pass it on unchanged. Returns a list of objects with ${returns}. An object with the member session is not account data: it is the new session and replaces the old one.`,
		fields: listOperationFields(resource),
		concurrency: concurrentItems,
		keepsMemory: true,
		mustKeepOutputs: (outputs) => outputs.flat().some(isRenewedSession),
		run: async (item) => await runs().runListOperation(item, resource),
	};
}

/** Names the banks without the resource, or the banks with it if these are fewer. */
function unavailableAt(resource: AccountResourceName): string[] {
	const withAccounts = banks.filter(({ accountInformation }) => accountInformation);
	const offering = withAccounts.filter((bank) => isProvided(bank, resource));
	const others = withAccounts.filter((bank) => !offering.includes(bank));
	if (others.length === 0) return [];
	return offering.length < others.length
		? [`Only available at ${namesOf(offering)}.`]
		: [`Not available at ${namesOf(others)}.`];
}

function namesOf(some: BankProfile[]): string {
	const names = some.map(({ name }) => name);
	return [names.slice(0, -1).join(', '), ...names.slice(-1)].filter(Boolean).join(' and ');
}

/** Downloads the file of a statement. */
const statementFile: Operation = {
	name: 'Statement File',
	value: 'statementFiles',
	action: 'Get statement file',
	description: [
		'Get the file of a statement, such as a PDF',
		...unavailableAt('statementFiles'),
	].join('. '),
	toolDescription:
		'Gets the file of a statement from the customer’s bank. The session is an encrypted text: pass it on unchanged. Returns an object with fileName, mimeType, size, accountId and statementId. The file itself does not reach you. An object with the member session is the new session and replaces the old one.',
	fields: statementFileFields,
	concurrency: concurrentItems,
	keepsMemory: true,
	mustKeepOutputs: (outputs) => outputs.flat().some(isRenewedSession),
	run: async (item) => await runs().runStatementFile(item),
};

/** Asks whether an account has enough money. */
const confirmFunds: Operation = {
	name: 'Confirm Funds',
	value: 'confirmFunds',
	action: 'Confirm funds',
	subtitleDetails:
		'$parameter["amount"] ? `: ${$parameter["currency"]} ${$parameter["amount"]}` : ""',
	description:
		'Ask whether the account of a funds confirmation consent has enough money. No money is moved or reserved.',
	toolDescription:
		'Asks whether the account of a funds confirmation consent has an amount of money. Takes session, amount, currency and reference. The session is an encrypted text: pass it on unchanged. Returns fundsAvailable (true or false). It moves no money. An object with the member session is the new session and replaces the old one.',
	fields: confirmFundsFields,
	concurrency: concurrentItems,
	keepsMemory: true,
	mustKeepOutputs: (outputs) => outputs.flat().some(isRenewedSession),
	run: async (item) => await confirming().runConfirmFunds(item),
};

/** The operations of the node, in the order of the panel. */
export const accountOperations: Operation[] = [
	...Object.entries(listOperations).map(([name, operation]) =>
		listOperation(name as AccountListName, operation),
	),
	statementFile,
	confirmFunds,
];
