/** A JSON Merge Patch (RFC 7396) of `T`: members replace members, and `null` removes one. */
export type MergePatch<T> = T extends readonly unknown[]
	? T
	: T extends object
		? { [Name in keyof T]?: MergePatch<T[Name]> | null }
		: T;

/** Applies a JSON Merge Patch to a value (RFC 7396 §2). */
export function mergePatch(target: unknown, patch: unknown): unknown {
	if (!isObject(patch)) return patch;
	const members = Object.entries(patch).filter(([, value]) => value !== null);
	const kept = Object.entries(isObject(target) ? target : {}).filter(
		([name]) => !Object.hasOwn(patch, name),
	);
	return Object.fromEntries([
		...kept,
		...members.map(([name, value]) => [
			name,
			mergePatch(isObject(target) ? target[name] : undefined, value),
		]),
	]) as unknown;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);
