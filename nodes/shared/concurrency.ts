import type { INodeProperties } from 'n8n-workflow';

import { parameterError } from '../../lib/errors';
import { defaultConcurrency, maxConcurrency } from '../../lib/transport/concurrency';
import type { Item } from './operation';

/** Items of one operation that run at the same time: enough that requests wait for the bank and not for items. */
export const concurrentItems = 2 * maxConcurrency;

export const concurrencyOption: INodeProperties = {
	displayName: 'Concurrency',
	name: 'concurrency',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: maxConcurrency },
	default: defaultConcurrency,
	description:
		'How many requests may run at the bank at the same time. The node sends fewer while the bank responds slowly or refuses some.',
};

/**
 * Returns how many requests may run at the same time, as the option of the item says.
 *
 * @throws ConfigurationError for a value that is not a whole number from 1 to 32
 */
export function readConcurrency(item: Item): number {
	const value = item.parameter<unknown>('options.concurrency', defaultConcurrency);
	if (Number.isInteger(value) && Number(value) >= 1 && Number(value) <= maxConcurrency) {
		return Number(value);
	}
	throw parameterError(
		`"${String(value)}" is not a whole number of requests from 1 to ${maxConcurrency}.`,
		'concurrency',
	);
}
