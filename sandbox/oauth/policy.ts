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
	policy.get('consent')!.checks.clear();
	policy.get('consent')!.checks.add(answered('consent'));
	return policy;
}

function answered(prompt: 'login' | 'consent') {
	return new Check(`${prompt}_unanswered`, 'the PSU has to be asked', ({ oidc }) =>
		oidc.result?.[prompt] ? Check.NO_NEED_TO_PROMPT : Check.REQUEST_PROMPT,
	);
}
