import { claimRefused as refused } from './refusal';

/** The value of a claim that is a list: of strings, at least one, none twice. */
export function strings(value: unknown, claim: string): string[] {
	if (!Array.isArray(value)) throw refused(claim, 'is not an array');
	if (value.length === 0) throw refused(claim, 'is empty');
	if (!value.every((one) => typeof one === 'string')) throw refused(claim, 'is not of strings');
	if (new Set(value).size < value.length) throw refused(claim, 'has a value twice');
	return value;
}
