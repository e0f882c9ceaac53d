import { bankProfile, missingMember, type BankProfile } from './profile';

/** A profile, or its problems: one sentence for each invalid member, starting with the member's name. */
type ReadProfile = { profile: BankProfile } | { problems: string[] };

/**
 * Reads the profile of a bank that is not built in.
 *
 * @param json the profile as JSON, or a whole output item that has it as its member `profile`
 */
export function readProfile(json: string): ReadProfile {
	if (json.trim() === '') return { problems: ['it is empty'] };
	const { value, problem } = parse(json);
	if (problem) return { problems: [problem] };
	const checked = bankProfile.safeParse(unwrap(value), { error: missingMember });
	if (checked.success) return { profile: checked.data };
	return {
		problems: checked.error.issues.map(
			({ path, message }) => `${path.length > 0 ? path.join('.') : 'the profile'}: ${message}`,
		),
	};
}

/** Does not pass on the message of the JSON parser, because it quotes the text, which may be a secret. */
function parse(json: string): { value?: unknown; problem?: string } {
	try {
		const value = JSON.parse(json.replace(/^\uFEFF/, '')) as unknown;
		// A JSON text in quotes, copied from an item.
		return typeof value === 'string' ? parse(value) : { value };
	} catch {
		return { problem: 'the text is not JSON' };
	}
}

/** Accepts an item, or a list of items as n8n shows it. */
function unwrap(value: unknown): unknown {
	const item: unknown = Array.isArray(value) ? value[0] : value;
	return Object(item) instanceof Object && 'profile' in Object(item)
		? (item as { profile: unknown }).profile
		: item;
}
