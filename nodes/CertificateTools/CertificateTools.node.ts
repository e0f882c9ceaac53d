import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { executeOperations, testOpenBankingApi } from '../shared/onDemand';
import { operationProperties, operationSubtitle } from '../shared/operation';
import { certificateOperations } from './operations';

export class CertificateTools implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Certificate Tools',
		// n8n's editor treats every type with "tool" in its name as a tool of an agent, so the type is not named after the label.
		name: 'certificates',
		icon: {
			light: 'file:../../icons/certificateTools.svg',
			dark: 'file:../../icons/certificateTools.dark.svg',
		},
		group: ['transform'],
		version: 1,
		subtitle: operationSubtitle(certificateOperations),
		description: 'Create, inspect and convert open banking certificates, without contacting a bank',
		defaults: { name: 'Certificate Tools' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		// The model of an agent would see passphrases, and tools cannot return files.
		usableAsTool: undefined,
		credentials: [
			{
				name: 'openBankingApi',
				required: false,
				testedBy: 'testOpenBankingApi',
				displayOptions: { hide: { source: ['file', 'text'], pfxSource: ['file', 'text'] } },
			},
		],
		properties: operationProperties(certificateOperations),
	};

	methods = { credentialTest: { testOpenBankingApi } };

	async execute(this: IExecuteFunctions) {
		return await executeOperations(this, certificateOperations);
	}
}
