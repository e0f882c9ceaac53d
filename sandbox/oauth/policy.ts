import { interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider';

const { Check, Prompt, base } = interactionPolicy;

/**
 * When the PSU is asked what. Each authorization is one of strong customer authentication and of an answer about one
 * consent, so neither an earlier login nor an earlier grant spares the PSU anything.
 */
export function policyWith(assertRequest: (ctx: KoaContextWithOIDC) => void) {
	const policy = base();
	const acceptable = new Check('acceptable', 'the request is acceptable', (ctx) => {
		assertRequest(ctx);
		return Check.NO_NEED_TO_PROMPT;
	});
	policy.add(new Prompt({ name: 'request' }, acceptable), 0);
	policy.get('login')!.checks.add(answered('login'));
	policy.add(new Prompt({ name: 'step_up', requestable: false }, steppedUp), 2);
	policy.get('consent')!.checks.clear();
	policy.get('consent')!.checks.add(answered('consent'));
	return policy;
}

/** Parameter of authorization requests that want a second factor, with the value `require`. */
export const stepUpParameter = 'step_up';

const steppedUp = new Check('not_stepped_up', 'a second factor is required', ({ oidc }) =>
	oidc.params?.[stepUpParameter] === undefined || oidc.result?.['step_up']
		? Check.NO_NEED_TO_PROMPT
		: Check.REQUEST_PROMPT,
);

function answered(prompt: 'login' | 'consent') {
	return new Check(`${prompt}_unanswered`, 'the PSU has to be asked', ({ oidc }) =>
		oidc.result?.[prompt] ? Check.NO_NEED_TO_PROMPT : Check.REQUEST_PROMPT,
	);
}
