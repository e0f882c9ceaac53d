import type { INodeProperties } from 'n8n-workflow';

import type { HealthOptions } from '../../lib/report/health';
import { parameterError } from '../../lib/errors';
import type { Item } from '../shared/operation';

/** When a consent or a certificate needs somebody. */
export const healthFields: INodeProperties[] = [
	{
		displayName: 'Days Before Certificate Expiry',
		name: 'certificateDays',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 90,
		description:
			'The node says that you must order a new certificate when one has fewer days left. Some banks reject certificates with fewer than 90 days left.',
	},
	{
		displayName: 'Days Before Consent Ends',
		name: 'consentDays',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 14,
		description: 'The node says that the customer must act when a consent has fewer days left',
	},
];

/** Reads the fields, which are in the collection of that name, or beside the operation. */
export function readHealthOptions(item: Item, collection = ''): HealthOptions {
	const days = (name: string, fallback: number) => {
		const value = item.anyValue(`${collection}${name}`, fallback);
		const number = toNumber(value);
		if (number >= 0) return number;
		throw parameterError(`"${String(value)}" is not a number of days. Enter 0 or more.`, name);
	};
	return {
		now: new Date(),
		consentDays: days('consentDays', 14),
		certificateDays: days('certificateDays', 90),
	};
}

/** Returns a number, also one that is written as text; NaN for everything else. */
export const toNumber = (value: unknown): number =>
	typeof value === 'number' || (typeof value === 'string' && value.trim() !== '')
		? Number(value)
		: NaN;
