import type { Operation } from '../../shared/operation';
import { requestFields } from '../requestFields';

/** Loaded when first used, as in `nodes/shared/onDemand.ts`. */
const runs = () => require('../runs') as typeof import('../runs');

export const generateRequest: Operation = {
	value: 'generateRequest',
	name: 'Generate Key and CSR',
	action: 'Generate key and certificate signing request',
	description:
		'Create an encrypted private key and the certificate signing request (CSR) for a directory or trust service',
	fields: requestFields,
	run: async (item) => await runs().runGenerateRequest(item),
};
