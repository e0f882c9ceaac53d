import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { executeOperations, testOpenBankingApi } from '../shared/onDemand';
import { operationProperties, operationSubtitle } from '../shared/operation';
import { paymentOperations } from './operations';

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
		subtitle: operationSubtitle(paymentOperations),
		description: 'Submit payments that bank customers (PSUs) have approved, and read their status',
		defaults: { name: 'Create Payment' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		usableAsTool: true,
		credentials: [{ name: 'openBankingApi', required: true, testedBy: 'testOpenBankingApi' }],
		properties: operationProperties(paymentOperations),
	};

	methods = { credentialTest: { testOpenBankingApi } };

	async execute(this: IExecuteFunctions) {
		return await executeOperations(this, paymentOperations);
	}
}
