import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { testOpenBankingApi } from '../shared/credentialTest';
import { operationProperties, operationSubtitle } from '../shared/operation';
import { runOperations } from '../shared/runOperations';
import { buildJwks } from './operations/buildJwks';
import { checkExpiry } from './operations/checkExpiry';
import { convertPfx } from './operations/convertPfx';
import { generateRequest } from './operations/generateRequest';
import { generateSelfSignedPair } from './operations/generateSelfSignedPair';
import { inspect } from './operations/inspect';

const operations = [
	inspect,
	checkExpiry,
	generateRequest,
	generateSelfSignedPair,
	buildJwks,
	convertPfx,
];

export class CertificateTools implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Certificate Tools',
		// Not as it is displayed: the editor takes every type with "tool" in its name for a tool of an agent.
		name: 'certificates',
		icon: {
			light: 'file:../../icons/openBanking.svg',
			dark: 'file:../../icons/openBanking.dark.svg',
		},
		group: ['transform'],
		version: 1,
		subtitle: operationSubtitle(operations),
		description: 'Make, inspect and convert the certificates of open banking: no bank is called',
		defaults: { name: 'Certificate Tools' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		// An agent's model would choose and see passphrases, and tools do not hand out files.
		usableAsTool: undefined,
		credentials: [
			{
				name: 'openBankingApi',
				required: false,
				testedBy: 'testOpenBankingApi',
				displayOptions: { hide: { source: ['file', 'text'], pfxSource: ['file', 'text'] } },
			},
		],
		properties: operationProperties(operations),
	};

	methods = { credentialTest: { testOpenBankingApi } };

	async execute(this: IExecuteFunctions) {
		return await runOperations(this, operations);
	}
}
