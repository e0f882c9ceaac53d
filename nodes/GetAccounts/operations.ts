import type { INodeExecutionData } from 'n8n-workflow';

import { banks } from '../../lib/banks';
import { parameterError } from '../../lib/errors';
import { sealSession, type Session } from '../../lib/oauth/session';
import { sessionTokens, type SessionTokens } from '../../lib/oauth/refresh';
import { withToken } from '../../lib/oauth/bearer';
import {
	assertProvided,
	isProvided,
	type AccountResourceName,
} from '../../lib/operations/accountInformation/resources';
import type { Tpp } from '../../lib/tpp';
import { concurrentItems } from '../shared/concurrency';
import { errorJson } from '../shared/nodeError';
import type { Item, Operation } from '../shared/operation';
import { withPsuPresent } from '../shared/psuPresent';
import { openItemSession } from '../shared/sessionItem';
import { readAccountData } from './accountData';
import { listOperationFields } from './fields';
import { readNewTransactions } from './newTransactions';
import { readOnlyNew, readAccountDataSettings } from './settings';

interface ListOperation {
	name: string;
	action: string;
	/** What the operation gets: completes "Get …". */
	content: string;
	/** The members of each object, for the model of an AI agent. */
	returns: string;
}

const listOperations: Record<AccountResourceName, ListOperation> = {
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
};

/** The operations of the node, in the order of the panel. */
export const operations = Object.entries(listOperations).map(([name, operation]) =>
	listOperation(name as AccountResourceName, operation),
);

function listOperation(
	resource: AccountResourceName,
	{ content, returns, ...labels }: ListOperation,
): Operation {
	return {
		...labels,
		value: resource,
		description: [`Get ${content}`, ...unavailableAt(resource)].join('. '),
		toolDescription: `Gets ${content} from the customer’s bank. The session is an encrypted text: pass it on unchanged. Returns a list of objects with ${returns}. An object with the member session is not account data: it is the new session and replaces the old one.`,
		fields: listOperationFields(resource),
		concurrency: concurrentItems,
		mustKeepOutputs: (outputs) => outputs.flat().some(isRenewedSession),
		run: async (item) => await runListOperation(item, resource),
	};
}

/** An item with a cursor also has a session. A later run can create it again, whether the session is renewed or not. */
const isRenewedSession = ({ json }: INodeExecutionData): boolean =>
	json.session !== undefined && json.cursor === undefined;

/** Names the banks without the resource. */
function unavailableAt(resource: AccountResourceName): string[] {
	const names = banks
		.filter((bank) => bank.accountInformation && !isProvided(bank, resource))
		.map(({ name }) => name);
	return names.length > 0 ? [`Not available at ${names.join(' and ')}`] : [];
}

/**
 * Returns account data on the first output. The second output has the session if the bank has issued new tokens, even when
 * reading fails afterwards: the consent would be lost without them. With *Only New*, the third output has the cursor for
 * the next run, even when there are no new transactions.
 */
async function runListOperation(
	item: Item,
	resource: AccountResourceName,
): Promise<INodeExecutionData[][]> {
	const { connection, session } = await openItemSession(item);
	if (session.consentId === undefined) throw withoutConsent();
	const { tpp } = connection;
	assertProvided(tpp, resource);
	const onlyNew = readOnlyNew(item, resource, { tpp, session });
	const tokens = sessionTokens(connection, session);
	const { send } = withPsuPresent(connection, item);
	const authorized = { ...connection, send: withToken(send, tokens) };
	try {
		const settings = readAccountDataSettings(item, resource, { tpp, session });
		if (!onlyNew) {
			const entries = await readAccountData(authorized, settings, item);
			return toOutputs(item, entries, await renewedSession(tokens, session, tpp));
		}
		const { entries, ...next } = await readNewTransactions(authorized, settings, onlyNew, item);
		const cursor = await cursorItem(next, tokens.session(), tpp);
		return [entries, await renewedSession(tokens, session, tpp), [cursor]];
	} catch (thrown) {
		return failedOutputs(item, thrown, await renewedSession(tokens, session, tpp));
	}
}

const withoutConsent = () =>
	parameterError(
		'The session comes from Get Token → Client Credentials and belongs to no consent, so it gives no access to accounts. No request was sent. Use the session that Get Token → Authorization Code or the Consent Redirect Trigger outputs.',
		'session',
	);

/** The session is part of the item, renewed or not, so that both can be stored at once. */
async function cursorItem(
	{ cursor, count }: { cursor: string; count: number },
	session: Session,
	tpp: Tpp,
): Promise<INodeExecutionData> {
	return { json: { ...(await sealSession(session, tpp)), cursor, newTransactions: count } };
}

async function renewedSession(
	tokens: SessionTokens,
	previous: Session,
	tpp: Tpp,
): Promise<INodeExecutionData[]> {
	const session = tokens.session();
	return session === previous ? [] : [{ json: { ...(await sealSession(session, tpp)) } }];
}

/** A tool of an AI agent has one output only. */
const toOutputs = (item: Item, entries: INodeExecutionData[], session: INodeExecutionData[]) =>
	item.isTool ? [[...entries, ...session]] : [entries, session];

/** Outputs a renewed session in any case, and the failure as the settings of the node require. */
function failedOutputs(
	item: Item,
	thrown: unknown,
	session: INodeExecutionData[],
): INodeExecutionData[][] {
	const [renewed] = session;
	if (!renewed || item.continuesOnFail) return toOutputs(item, [item.fail(thrown)], session);
	const error = item.present(thrown);
	item.hint(`The session was renewed, but reading failed: ${error.message}`);
	return toOutputs(item, [], [{ json: { ...renewed.json, ...errorJson(error) } }]);
}
