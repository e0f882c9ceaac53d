/**
 * Parses a JSON text. Ignores a byte order mark.
 *
 * @param isStrict reject bytes that are not UTF-8 instead of replacing them
 * @returns undefined when the body is not JSON
 */
export function parseJson(body: Buffer, { isStrict = false } = {}): unknown {
	try {
		return JSON.parse(new TextDecoder('utf-8', { fatal: isStrict }).decode(body));
	} catch {
		return undefined;
	}
}

/** Returns whether the value is a JSON object, not a list. */
export const isJsonObject = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);
