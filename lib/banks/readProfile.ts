import { bankProfile, type BankProfile } from './profile';

/** A profile, or what is wrong with it: one sentence for each member, which it names. */
export type ReadProfile = { profile: BankProfile } | { problems: string[] };

/** The profile of a bank that is not built in, out of JSON, or out of the whole item that Show Bank Profile emits. */
export function readProfile(json: string): ReadProfile {
	if (json.trim() === '') return { problems: ['it is empty'] };
	const { value, problem } = parse(json);
	if (problem) return { problems: [problem] };
	const checked = bankProfile.safeParse(unpacked(value), { error: missing });
	if (checked.success) return { profile: checked.data };
	return {
		problems: checked.error.issues.map(
			({ path, message }) => `${path.length > 0 ? path.join('.') : 'the profile'}: ${message}`,
		),
	};
}

const missing = ({ input }: { input?: unknown }) =>
	input === undefined ? 'is missing' : undefined;

/** A parser's message quotes the text, in which an operator may have pasted anything. */
function parse(json: string): { value?: unknown; problem?: string } {
	try {
		const value = JSON.parse(json.replace(/^\uFEFF/, '')) as unknown;
		// Copied with its quotes out of an item.
		return typeof value === 'string' ? parse(value) : { value };
	} catch {
		return { problem: 'the text is not JSON' };
	}
}

/** n8n shows items as a list, and the profile as a member of one. */
function unpacked(value: unknown): unknown {
	const item: unknown = Array.isArray(value) ? value[0] : value;
	return Object(item) instanceof Object && 'profile' in Object(item)
		? (item as { profile: unknown }).profile
		: item;
}
