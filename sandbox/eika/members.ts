import { isIban } from '../data/iban';
import { tppRefused } from '../httpSignature/refusal';
import type { BankRequest } from '../http/request';

export type Members = Record<string, unknown>;

/** Reads a JSON object. @throws Refusal */
export async function readObject(request: BankRequest): Promise<Members> {
	const value = await readJson(request);
	if (isObject(value)) return value;
	throw invalidMember('body', 'is not a JSON object');
}

/** Reads a JSON array of objects. @throws Refusal */
export async function readObjects(request: BankRequest): Promise<Members[]> {
	return objects(await readJson(request), 'body');
}

async function readJson(request: BankRequest): Promise<unknown> {
	try {
		return JSON.parse((await request.body()).toString('utf8')) as unknown;
	} catch {
		throw invalidMember('body', 'is not JSON');
	}
}

export function isObject(value: unknown): value is Members {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Returns an array of objects. @throws Refusal */
export function objects(value: unknown, path: string): Members[] {
	if (!Array.isArray(value)) throw invalidMember(path, 'is not an array');
	const other = value.findIndex((entry) => !isObject(entry));
	if (other >= 0) throw invalidMember(`${path}[${other}]`, 'is not an object');
	return value as Members[];
}

/** Returns a text that is not empty. @throws Refusal */
export function readText(value: unknown, path: string, longest = 140): string {
	if (typeof value !== 'string' || value === '')
		throw invalidMember(path, 'is missing or not a string');
	if (value.length > longest) throw invalidMember(path, `has more than ${longest} characters`);
	return value;
}

/** Returns a text, or undefined when there is none. @throws Refusal */
export function optionalText(value: unknown, path: string, longest?: number): string | undefined {
	return value === undefined ? undefined : readText(value, path, longest);
}

/** Returns one of several texts. @throws Refusal */
export function oneOf<Value extends string>(
	value: unknown,
	values: readonly Value[],
	path: string,
): Value {
	if (values.includes(value as Value)) return value as Value;
	throw invalidMember(path, `is not one of ${values.join(', ')}`);
}

export function readIban(value: unknown, path: string): string {
	const found = readText(value, path);
	if (isIban(found)) return found;
	throw invalidMember(path, 'is not an IBAN');
}

/** Returns the BBAN of a Norwegian IBAN: everything after the country code and the check digits. */
export const bbanOf = (iban: string): string => iban.slice(4);

/** Returns a three-letter currency code. @throws Refusal */
export function currency(value: unknown, path: string): string {
	if (typeof value === 'string' && /^[A-Z]{3}$/.test(value)) return value;
	throw invalidMember(path, 'is not a currency code');
}

/** Returns an amount with at most two decimals. @throws Refusal */
export function amount(value: unknown, path: string): number {
	const isAmount = typeof value === 'number' && Number(value.toFixed(2)) === value;
	if (isAmount && Math.abs(value) < 1e12) return value;
	throw invalidMember(path, 'is not a number with at most two decimals');
}

/** Returns a calendar date `YYYY-MM-DD`. @throws Refusal */
export function date(value: unknown, path: string): string {
	if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value)) {
		const parsed = new Date(`${value}T00:00:00Z`);
		if (!Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(value)) return value;
	}
	throw invalidMember(path, 'is not a date of the form YYYY-MM-DD');
}

export const optionalDate = (value: unknown, path: string): string | undefined =>
	value === undefined ? undefined : date(value, path);

export function int32(value: unknown, path: string): number {
	if (Number.isInteger(value) && value === (Number(value) | 0)) return value as number;
	throw invalidMember(path, 'is not a 32-bit integer');
}

/** Creates the refusal of an invalid member. */
export function invalidMember(path: string, problem: string) {
	return tppRefused('FORMAT_ERROR', `${path} ${problem}`, path);
}
