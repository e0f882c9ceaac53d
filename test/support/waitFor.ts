import { setTimeout as pause } from 'node:timers/promises';

/** Milliseconds between two checks. */
const interval = 200;

/** Milliseconds. Only a safety net: a busy machine may be slow, and nothing here is about speed. */
const safetyNet = 120_000;

/**
 * Checks again and again until `find` returns something other than undefined or false, and returns that. An error of `find`
 * counts as not found.
 *
 * @throws Error that names what was not found within two minutes
 */
export async function waitFor<Value>(
	what: string,
	find: () => Promise<Value | undefined | false>,
): Promise<Value> {
	const deadline = Date.now() + safetyNet;
	while (Date.now() < deadline) {
		const found = await find().catch(() => undefined);
		if (found !== undefined && found !== false) return found;
		await pause(interval);
	}
	throw new Error(`Timed out waiting for ${what}.`);
}
