import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { nodeVersions } from '../shared/fields';
import { executeOperations, testOpenBankingApi } from '../shared/onDemand';
import { operationProperties, operationSubtitle } from '../shared/operation';
import { consentOperations } from './operations';

export class CreateConsent implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Create Consent',
		name: 'createConsent',
		icon: {
			light: 'file:../../icons/createConsent.svg',
			dark: 'file:../../icons/createConsent.dark.svg',
		},
		group: ['transform'],
		version: nodeVersions,
		subtitle: operationSubtitle(consentOperations),
		description:
			'Create and manage consents, with which bank customers (PSUs) share account data or approve payments',
		defaults: { name: 'Create Consent' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		usableAsTool: true,
		credentials: [{ name: 'openBankingApi', required: true, testedBy: 'testOpenBankingApi' }],
		properties: operationProperties(consentOperations),
	};

	methods = { credentialTest: { testOpenBankingApi } };

	async execute(this: IExecuteFunctions) {
		return await executeOperations(this, consentOperations);
	}
}
