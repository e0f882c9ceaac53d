import type { IDataObject } from 'n8n-workflow';

type Describe = (items: IDataObject[]) => string;

/** One bank's way from certificates to what it has to give. */
export interface Journey {
	bank: string;
	/** Of the bank's profile. */
	id: string;
	workflow: string;
	/** As the workflow calls it. */
	credential: string;
	/** What a node's first output tells in the table. */
	results: Record<string, Describe>;
}

const count =
	(what: string): Describe =>
	(items) =>
		`${items.length} ${what}`;
const sealedSession: Describe = ([item]) => `sealed session until ${String(item?.expiresAt)}`;

const registration: Record<string, Describe> = {
	'DCR Register': ([item]) => `client ${String(item?.clientId)}`,
};
const consent: Record<string, Describe> = {
	'Create Consent': ([item]) => `consent ${String(item?.consentId)}, ${String(item?.status)}`,
	'PSU at the Bank': () => 'rora logged in and approved',
	'Get Token': sealedSession,
	Accounts: count('accounts'),
	Balances: count('balances'),
};
const transactions: Record<string, Describe> = { Transactions: count('transactions') };

/** Two brands, one document, one workflow. */
const cooperativeBank = {
	workflow: 'examples/co-operative-bank.json',
	credential: 'The Co-operative Bank',
	results: {
		...consent,
		...transactions,
		'PSU Steps Up': () => 'rora proved a second factor',
		'Get Token After Step-Up': sealedSession,
		'Standing Orders': count('standing orders'),
		'Direct Debits': count('direct debits'),
	},
};

/** What the demo shows, bank after bank. */
export const journeys: Journey[] = [
	{
		bank: 'Zopa',
		id: 'zopa',
		workflow: 'examples/zopa.json',
		credential: 'Zopa',
		results: { ...registration, ...consent, ...transactions },
	},
	{
		bank: 'Monese',
		id: 'monese',
		workflow: 'examples/monese.json',
		credential: 'Monese',
		results: {
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
		results: {
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
		results: {
			'Eika Create Agreement': ([item]) => `agreement ${String(item?.id)}`,
		},
	},
];
