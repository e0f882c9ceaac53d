import type { OperationDescription } from '../../shared/operation';
import { defaultThreshold, sourceFields } from '../fields';

export const checkExpiry: OperationDescription = {
	value: 'checkExpiry',
	name: 'Check Certificate Expiry',
	action: 'Check certificate expiry',
	description:
		'Show how many days each certificate is still valid, for example to send a reminder in time',
	fields: [
		...sourceFields,
		{
			displayName: 'Days Before Expiry',
			name: 'threshold',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: defaultThreshold,
			description:
				'Report a certificate as expiring soon if it has fewer days left. Some banks reject certificates with fewer than 90 days left.',
		},
	],
};
