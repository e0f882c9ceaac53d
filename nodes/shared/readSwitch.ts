import { parameterError } from '../../lib/errors';
import type { Item } from './operation';

/**
 * Reads a switch. An expression, or the model of an AI agent, may give its text instead.
 *
 * @param key of the parameter, or of a member of a collection such as `options.outputTokens`
 * @throws ConfigurationError for a value that is neither true nor false
 */
export function readSwitch(item: Item, key: string, fallback = false): boolean {
	const value = item.parameter<unknown>(key, fallback);
	if (typeof value === 'boolean') return value;
	if (value === 'true' || value === 'false') return value === 'true';
	throw parameterError(
		`${JSON.stringify(value) ?? 'The value'} is neither true nor false.`,
		key.replace(/^options\./, ''),
	);
}
