import type { OperationDescription } from '../../shared/operation';
import { sourceFields } from '../fields';

export const inspect: OperationDescription = {
	value: 'inspect',
	name: 'Inspect Certificates',
	action: 'Inspect certificates',
	description:
		'Show names in every format that banks ask for, PSD2 roles, dates, thumbprints and purpose of certificates',
	fields: sourceFields,
};
