/** Milliseconds. The validation of claims such as `exp` allows the same (OpenID Connect Core §2). */
const tolerance = 30_000;

/**
 * Returns the milliseconds that our clock is ahead of the clock that dated the response (RFC 9110 §6.6.1). Subtracts the
 * time that the response spent in a cache (RFC 9111 §5.1).
 *
 * @returns undefined when the response has no readable date
 */
export function measureClockAhead(
	headers: Record<string, string>,
	now: number,
): number | undefined {
	const age = Number(headers.age ?? 0);
	const date = Date.parse(headers.date ?? '') + age * 1000;
	return Number.isFinite(date) ? now - date : undefined;
}

/**
 * Returns a sentence, with a space before it, for a failure that a wrong clock can cause. Returns an empty text when the
 * clocks agree or the bank's time is unknown.
 *
 * @param ahead milliseconds that our clock is ahead of the bank's clock
 */
export function clockAdvice(ahead: number | undefined): string {
	if (ahead === undefined || Math.abs(ahead) <= tolerance) return '';
	const minutes = Math.max(1, Math.round(Math.abs(ahead) / 60_000));
	const difference = `${minutes} ${minutes === 1 ? 'minute' : 'minutes'} ${ahead > 0 ? 'ahead of' : 'behind'}`;
	return ` This machine's clock is ${difference} the bank's clock, which may be the cause. Synchronise this machine's clock; if it is right, tell the bank.`;
}
