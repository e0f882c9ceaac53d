import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { executeOperations, testOpenBankingApi } from '../shared/onDemand';
import { operationProperties, operationSubtitle, type Operation } from '../shared/operation';
import { buildJwks } from './operations/buildJwks';
import { checkExpiry } from './operations/checkExpiry';
import { convertPfx } from './operations/convertPfx';
import { generateRequest } from './operations/generateRequest';
import { generateSelfSignedCertificates } from './operations/generateSelfSignedCertificates';
import { inspect } from './operations/inspect';

/** Loaded when an operation first runs, as in `nodes/shared/onDemand.ts`. */
const runs = () => require('./runs') as typeof import('./runs');

const operations: Operation[] = [
	{ ...inspect, run: (item) => runs().runInspect(item) },
	{ ...checkExpiry, run: (item) => runs().runCheckExpiry(item) },
	{ ...generateRequest, run: (item) => runs().runGenerateRequest(item) },
	{
		...generateSelfSignedCertificates,
		run: (item) => runs().runGenerateSelfSignedCertificates(item),
	},
	{ ...buildJwks, run: (item) => runs().runBuildJwks(item) },
	{ ...convertPfx, run: (item) => runs().runConvertPfx(item) },
];

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
		subtitle: operationSubtitle(operations),
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
		properties: operationProperties(operations),
	};

	methods = { credentialTest: { testOpenBankingApi } };

	async execute(this: IExecuteFunctions) {
		return await executeOperations(this, operations);
	}
}
