import { claimRefused as refused } from './refusal';

/** Returns a list of strings: at least one, no duplicates. @throws Refusal */
export function strings(value: unknown, claim: string): string[] {
	if (!Array.isArray(value)) throw refused(claim, 'is not an array');
	if (value.length === 0) throw refused(claim, 'is empty');
	if (!value.every((one) => typeof one === 'string'))
		throw refused(claim, 'contains a value that is not a string');
	if (new Set(value).size < value.length) throw refused(claim, 'contains a value more than once');
	return value;
}
