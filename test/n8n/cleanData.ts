import { secretsIn, type Finding, type Place, type Secret } from './secretSearch';

/** Secrets of an authorization response. n8n stores them when an operator pastes the address. */
const pasted = ['authorization code', 'authorization response', 'id_token', 'TPP session'];

/** n8n's editor shows its owner the fields of a credential that are not secret, and this is one. */
const isShownToOwner = ({ kind, place }: Finding) =>
	kind === 'software statement' && place === 'the response /rest/credentials';

/**
 * Checks that no place contains a secret.
 *
 * @param entered texts that the test entered like an operator; secrets of authorization responses in them are allowed
 * @throws Error that lists the kinds of secrets and the places
 */
export function assertClean(places: Place[], secrets: Secret[], entered: string[] = []): void {
	const isEntered = ({ kind, value }: Secret) =>
		pasted.includes(kind) && entered.some((text) => text.includes(value));
	const findings = secretsIn(
		places,
		secrets.filter((secret) => !isEntered(secret)),
	).filter((finding) => !isShownToOwner(finding));
	if (findings.length > 0) throw new Error(`n8n keeps secrets:\n${report(findings)}`);
}

/** Returns one line per kind, encoding and place. */
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
