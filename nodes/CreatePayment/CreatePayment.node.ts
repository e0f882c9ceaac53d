import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { executeOperations, testOpenBankingApi } from '../shared/onDemand';
import { operationProperties, operationSubtitle, type Operation } from '../shared/operation';
import { getPaymentStatus } from './operations/getStatus';
import { previewPayment } from './operations/preview';
import { submitPayment } from './operations/submit';

/** Loaded when an operation first runs, as in `nodes/shared/onDemand.ts`. */
const runs = () => require('./runs') as typeof import('./runs');

const operations: Operation[] = [
	{ ...submitPayment, run: (item) => runs().runSubmitPayment(item) },
	{ ...getPaymentStatus, run: (item) => runs().runGetPaymentStatus(item) },
	{ ...previewPayment, run: (item) => runs().runPreviewPayment(item) },
];

export class CreatePayment implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Create Payment',
		name: 'createPayment',
		icon: {
			light: 'file:../../icons/createPayment.svg',
			dark: 'file:../../icons/createPayment.dark.svg',
		},
		group: ['transform'],
		version: 1,
		subtitle: operationSubtitle(operations),
		description: 'Submit payments that bank customers (PSUs) have approved, and read their status',
		defaults: { name: 'Create Payment' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		usableAsTool: true,
		credentials: [{ name: 'openBankingApi', required: true, testedBy: 'testOpenBankingApi' }],
		properties: operationProperties(operations),
	};

	methods = { credentialTest: { testOpenBankingApi } };

	async execute(this: IExecuteFunctions) {
		return await executeOperations(this, operations);
	}
}
