import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { testOpenBankingApi } from '../shared/credentialTest';
import { operationProperties, operationSubtitle } from '../shared/operation';
import { runOperations } from '../shared/runOperations';
import { createAgreement } from './operations/create';
import { previewAgreement } from './operations/preview';

const operations = [createAgreement, previewAgreement];

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
		description: 'Create test agreements of corporate customers in Eika’s sandbox',
		defaults: { name: 'Eika Create Agreement' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		usableAsTool: true,
		credentials: [{ name: 'openBankingApi', required: true, testedBy: 'testOpenBankingApi' }],
		properties: operationProperties(operations),
	};

	methods = { credentialTest: { testOpenBankingApi } };

	async execute(this: IExecuteFunctions) {
		return await runOperations(this, operations);
	}
}
