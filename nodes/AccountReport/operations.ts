import type { INodeProperties } from 'n8n-workflow';

import { optionsCollection } from '../shared/fields';
import type { Operation } from '../shared/operation';

/** Loaded when an operation first runs, as in `nodes/shared/onDemand.ts`. */
const runs = () => require('./runs') as typeof import('./runs');

/** When a consent or a certificate needs somebody. */
const healthFields: INodeProperties[] = [
	{
		displayName: 'Days Before Certificate Expiry',
		name: 'certificateDays',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 90,
		description:
			'The node says that you must order a new certificate when one has fewer days left. Some banks reject certificates with fewer than 90 days left.',
	},
	{
		displayName: 'Days Before Consent Ends',
		name: 'consentDays',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 14,
		description: 'The node says that the customer must act when a consent has fewer days left',
	},
];

export const reportOperations: Operation[] = [
	{
		value: 'createReport',
		name: 'Create HTML Report',
		action: 'Create HTML report',
		description:
			'Output one page with accounts, balances over time, last transactions, consents and certificates, as text and as a file',
		fields: [
			{
				displayName: 'Title',
				name: 'title',
				type: 'string',
				default: 'Account report',
				description: 'The heading of the page',
			},
			{
				displayName: 'Last Transactions',
				name: 'transactionCount',
				type: 'number',
				typeOptions: { minValue: 0 },
				default: 20,
				description: 'Number of transactions in the list. The charts use all of them.',
			},
			optionsCollection(healthFields),
		],
		runsOnce: true,
		run: (item) => runs().runCreateReport(item),
	},
	{
		value: 'checkHealth',
		name: 'Check Health',
		action: 'Check health of consents and certificates',
		description:
			'Output each consent and certificate with its days left, what to do next and who has to do it, the most urgent first',
		fields: healthFields,
		runsOnce: true,
		run: (item) => runs().runCheckHealth(item),
	},
];
