import type { Operation } from '../../shared/operation';
import { selfSignedFields } from '../selfSignedFields';

/** Loaded when first used, as in `nodes/shared/onDemand.ts`. */
const runs = () => require('../runs') as typeof import('../runs');

export const generateSelfSignedCertificates: Operation = {
	value: 'generateSelfSignedPair',
	name: 'Generate Self-Signed Certificates',
	action: 'Generate self signed certificates',
	description:
		'Create a transport and a signing certificate with encrypted keys, for sandboxes that accept self-signed certificates',
	fields: selfSignedFields,
	run: async (item) => await runs().runGenerateSelfSignedCertificates(item),
};
