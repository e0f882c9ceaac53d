import { bankProfile, type BankProfile } from './profile';

/** A profile, or what is wrong with it: one sentence for each member, which it names. */
export type ReadProfile = { profile: BankProfile } | { problems: string[] };

/** The profile of a bank that is not built in, out of JSON. */
export function readProfile(json: string): ReadProfile {
	const { value, problem } = parse(json);
	if (problem) return { problems: [problem] };
	const checked = bankProfile.safeParse(value);
	if (checked.success) return { profile: checked.data };
	return {
		problems: checked.error.issues.map(
			({ path, message }) => `${path.length > 0 ? path.join('.') : 'the profile'}: ${message}`,
		),
	};
}

/** A parser's message quotes the text, in which an operator may have pasted anything. */
function parse(json: string): { value?: unknown; problem?: string } {
	try {
		return { value: JSON.parse(json) as unknown };
	} catch {
		return { problem: 'the text is not JSON' };
	}
}
