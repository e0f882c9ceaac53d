import { secretsIn, type Finding, type Place, type Secret } from './secretSearch';

/** Of an authorization response: what an operator pastes, n8n keeps like any other item. */
const pasted = ['authorization code', 'authorization response', 'id_token'];

/**
 * @param entered texts that the test has entered as an operator would; the parts of authorization responses in them are no
 * find, wherever they are
 * @throws Error that says which kinds of secrets are where
 */
export function assertClean(places: Place[], secrets: Secret[], entered: string[] = []): void {
	const isEntered = ({ kind, value }: Secret) =>
		pasted.includes(kind) && entered.some((text) => text.includes(value));
	const findings = secretsIn(
		places,
		secrets.filter((secret) => !isEntered(secret)),
	);
	if (findings.length > 0) throw new Error(`n8n keeps secrets:\n${report(findings)}`);
}

/** The first of each sort, and how many there are. */
function report(findings: Finding[]): string {
	const sorts = new Map<string, Finding[]>();
	for (const finding of findings) {
		const sort = `${finding.kind} (${finding.encoding}) in ${finding.place}`;
		sorts.set(sort, [...(sorts.get(sort) ?? []), finding]);
	}
	return [...sorts]
		.map(([sort, all]) => `${sort}, ${all.length} times, first at byte ${all[0]!.position}`)
		.join('\n');
}
