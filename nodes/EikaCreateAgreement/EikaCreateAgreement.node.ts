import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { executeOperations, testOpenBankingApi } from '../shared/onDemand';
import { operationProperties, operationSubtitle } from '../shared/operation';
import { addEngagement } from './operations/addEngagement';
import { createAccount } from './operations/createAccount';
import { createAgreement } from './operations/createAgreement';
import { createCardAccount } from './operations/createCardAccount';
import { createCardTransactions } from './operations/createCardTransactions';
import { createCustomer } from './operations/createCustomer';
import { createTransactions } from './operations/createTransactions';
import { initialize } from './operations/initialize';
import { previewTestData } from './operations/preview';

const operations = [
	initialize,
	createCustomer,
	createAccount,
	createTransactions,
	createCardAccount,
	createCardTransactions,
	createAgreement,
	addEngagement,
	previewTestData,
];

export class EikaCreateAgreement implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Eika Create Agreement',
		name: 'eikaCreateAgreement',
		icon: {
			light: 'file:../../icons/eikaCreateAgreement.svg',
			dark: 'file:../../icons/eikaCreateAgreement.dark.svg',
		},
		group: ['transform'],
		version: 1,
		subtitle: operationSubtitle(operations),
		description: 'Create customers, accounts, transactions and agreements in Eika’s sandbox',
		defaults: { name: 'Eika Create Agreement' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		usableAsTool: true,
		credentials: [{ name: 'openBankingApi', required: true, testedBy: 'testOpenBankingApi' }],
		// Workflows store no default: before the other operations existed, this one was the first.
		properties: operationProperties(operations, createAgreement.value),
	};

	methods = { credentialTest: { testOpenBankingApi } };

	async execute(this: IExecuteFunctions) {
		return await executeOperations(this, operations);
	}
}
