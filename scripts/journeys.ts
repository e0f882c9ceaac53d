import type { IDataObject } from 'n8n-workflow';

import type { PsuOptions } from '../sandbox/psu';

type Describe = (items: IDataObject[]) => string;

/** The demo at one bank: from certificates to account data. */
export interface Journey {
	bank: string;
	/** Id of the bank's profile. */
	id: string;
	workflow: string;
	/** Name of the credential in the workflow. */
	credential: string;
	/** The PSU who signs in. Absent: rora. */
	psu?: Pick<PsuOptions, 'user' | 'context' | 'agreement'>;
	/** Describes the first output of a node, by the name of the node. */
	describeOutput: Record<string, Describe>;
}

const count =
	(one: string): Describe =>
	({ length }) =>
		length === 1 ? `1 ${one}` : `${length} ${one}s`;
const sealedSession: Describe = ([item]) => `sealed session, expires ${String(item?.expiresAt)}`;

const consentId: Describe = ([item]) => `consent ${String(item?.consentId)}`;

const registration: Record<string, Describe> = {
	'DCR Register': ([item]) => `client ${String(item?.clientId)}`,
};
const consent: Record<string, Describe> = {
	'Create Consent': consentId,
	'PSU at the Bank': () => 'rora signed in and approved',
	'Get Token': sealedSession,
	Accounts: count('account'),
	Balances: count('balance'),
};
const transactions: Record<string, Describe> = { Transactions: count('transaction') };

/** Both brands of the bank use the same workflow. */
const cooperativeBank = {
	workflow: 'examples/co-operative-bank.json',
	credential: 'The Co-operative Bank',
	describeOutput: {
		...consent,
		...transactions,
		'PSU Steps Up': () => 'rora used the second factor',
		'Get Token After Step-Up': sealedSession,
		'Standing Orders': count('standing order'),
		'Direct Debits': count('direct debit'),
	},
};

/** All journeys of the demo, in order. */
export const journeys: Journey[] = [
	{
		bank: 'Zopa',
		id: 'zopa',
		workflow: 'examples/zopa.json',
		credential: 'Zopa',
		describeOutput: { ...registration, ...consent, ...transactions },
	},
	{
		bank: 'Monese',
		id: 'monese',
		workflow: 'examples/monese.json',
		credential: 'Monese',
		describeOutput: {
			...registration,
			...consent,
			'Postman Environment': ([item]) => `file for client ${String(item?.clientId)}`,
		},
	},
	{
		bank: 'Salt Edge',
		id: 'salt-edge',
		workflow: 'examples/salt-edge.json',
		credential: 'Salt Edge',
		describeOutput: {
			...registration,
			...consent,
			...transactions,
			'Add Certificate': ([item]) => `${String(item?.type)} "${String(item?.name)}" added`,
		},
	},
	{ bank: 'The Co-operative Bank', id: 'coop', ...cooperativeBank },
	{ bank: 'smile', id: 'smile', ...cooperativeBank },
	{
		bank: 'Eika',
		id: 'eika',
		workflow: 'examples/eika.json',
		credential: 'Eika',
		psu: { user: '18129215603', context: 'corporate', agreement: 'Treasury' },
		describeOutput: {
			'Initialize Sandbox': () => 'all test data deleted',
			'Create Company': ([item]) => `company ${String(item?.customerNumber)}`,
			'Create Account': ([item]) => `account ${String(item?.iban)}`,
			'Create Transactions': count('transaction'),
			'Eika Create Agreement': ([item]) => `agreement ${String(item?.id)}`,
			'Create Consent': consentId,
			'PSU at the Bank': () => 'a corporate customer signed in and selected the agreement',
			'Get Token': ([item]) => `sealed session, ends ${String(item?.sessionEndsAt)}`,
			Accounts: count('account'),
			Balances: count('balance'),
			'New Transactions': count('transaction'),
		},
	},
];
