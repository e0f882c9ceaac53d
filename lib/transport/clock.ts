/** Milliseconds: what claims may be off by, too (OpenID Connect Core §2, `exp`). */
const tolerance = 30_000;

/**
 * Milliseconds that our clock is ahead of the one that dated the answer (RFC 9110 §6.6.1), which may have lain in a cache on its
 * way (RFC 9111 §5.1); undefined where nothing dates it.
 */
export function clockAhead(headers: Record<string, string>, now: number): number | undefined {
	const age = Number(headers.age ?? 0);
	const date = Date.parse(headers.date ?? '') + age * 1000;
	return Number.isFinite(date) ? now - date : undefined;
}

/** What to add to a failure that a wrong clock can cause; nothing where the clocks agree, or the bank's is not known. */
export function clockAdvice(ahead: number | undefined): string {
	if (ahead === undefined || Math.abs(ahead) <= tolerance) return '';
	const minutes = Math.max(1, Math.round(Math.abs(ahead) / 60_000));
	const difference = `${minutes} ${minutes === 1 ? 'minute' : 'minutes'} ${ahead > 0 ? 'ahead of' : 'behind'}`;
	return ` This machine's clock is ${difference} the bank's, which may be the cause: ask whoever runs n8n to synchronise it, or the bank if it is right.`;
}
