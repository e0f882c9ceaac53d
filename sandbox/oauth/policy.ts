import { interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider';

const { Check, Prompt, base } = interactionPolicy;

/**
 * Returns the interaction policy. Every authorization needs strong customer authentication and a decision about one consent,
 * so the PSU always signs in and decides, whatever happened before.
 */
export function interactionPolicyWith(assertRequest: (ctx: KoaContextWithOIDC) => void) {
	const policy = base();
	const acceptable = new Check('acceptable', 'the request is acceptable', (ctx) => {
		assertRequest(ctx);
		return Check.NO_NEED_TO_PROMPT;
	});
	policy.add(new Prompt({ name: 'request' }, acceptable), 0);
	policy.get('login')!.checks.add(decisionCheck('login'));
	policy.add(new Prompt({ name: 'step_up', requestable: false }, stepUpCheck), 2);
	policy.get('consent')!.checks.clear();
	policy.get('consent')!.checks.add(decisionCheck('consent'));
	return policy;
}

/** Parameter of authorization requests that require a second factor; its value is `require`. */
export const stepUpParameter = 'step_up';

const stepUpCheck = new Check('not_stepped_up', 'a second factor is required', ({ oidc }) =>
	oidc.params?.[stepUpParameter] === undefined || oidc.result?.['step_up']
		? Check.NO_NEED_TO_PROMPT
		: Check.REQUEST_PROMPT,
);

function decisionCheck(prompt: 'login' | 'consent') {
	return new Check(`${prompt}_undecided`, 'the PSU has not decided yet', ({ oidc }) =>
		oidc.result?.[prompt] ? Check.NO_NEED_TO_PROMPT : Check.REQUEST_PROMPT,
	);
}
