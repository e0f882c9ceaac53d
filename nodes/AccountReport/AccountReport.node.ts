import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { executeOperations } from '../shared/onDemand';
import { operationProperties, operationSubtitle } from '../shared/operation';
import { reportOperations } from './operations';

export class AccountReport implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Account Report',
		name: 'accountReport',
		icon: {
			light: 'file:../../icons/accountReport.svg',
			dark: 'file:../../icons/accountReport.dark.svg',
		},
		group: ['transform'],
		version: 1,
		subtitle: operationSubtitle(reportOperations),
		description:
			'Show accounts, balances, consents and certificates as a page, and say who has to act',
		defaults: { name: 'Account Report' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		// A model needs the data, which the other nodes output, and not a page of HTML.
		usableAsTool: undefined,
		properties: operationProperties(reportOperations),
	};

	async execute(this: IExecuteFunctions) {
		return await executeOperations(this, reportOperations);
	}
}
