import type { Operation } from '../../shared/operation';
import { sourceFields } from '../fields';

/** Loaded when first used, as in `nodes/shared/onDemand.ts`. */
const runs = () => require('../runs') as typeof import('../runs');

export const inspect: Operation = {
	value: 'inspect',
	name: 'Inspect Certificates',
	action: 'Inspect certificates',
	description:
		'Show names in every format that banks ask for, PSD2 roles, dates, thumbprints and purpose of certificates',
	fields: sourceFields,
	run: async (item) => await runs().runInspect(item),
};
