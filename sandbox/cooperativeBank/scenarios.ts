import type { Consents } from '../accountInformation/consents';

/** The rows of "Error scenarios". Each concerns a consent or an account. */
export type Scenario =
	| { scenario: 'accessRevoked' | 'consentRejected' | 'consentExpired'; consentId: string }
	| { scenario: 'accountClosed' | 'accountBarred'; accountId: string };

export interface ScenarioBank {
	consents: Consents;
	/** Makes every access token of a grant expire. */
	expireByGrantId(grantId: string): void;
}

export type AccountState = 'accountClosed' | 'accountBarred';

export interface Scenarios {
	/** Applies a scenario. Returns what is wrong with the order, or undefined. */
	apply(order: Record<string, unknown>): string | undefined;
	stateOf(accountId: string): AccountState | undefined;
}

/** Creates the scenarios of one bank. Changed accounts are kept here; consents and grants are changed in place. */
export function newScenarios(bank: ScenarioBank): Scenarios {
	const accounts = new Map<string, AccountState>();
	return {
		stateOf: (accountId) => accounts.get(accountId),
		apply({ scenario, consentId, accountId }) {
			if (scenario === 'accountClosed' || scenario === 'accountBarred') {
				if (typeof accountId !== 'string') return 'expected accountId';
				accounts.set(accountId, scenario);
				return undefined;
			}
			return applyToConsent(scenario, consentId, bank);
		},
	};
}

function applyToConsent(scenario: unknown, consentId: unknown, bank: ScenarioBank) {
	const { consents, expireByGrantId } = bank;
	const consent = consents.find(String(consentId));
	if (!consent) return 'expected the consentId of a consent';
	const { grantIds } = consent;
	if (scenario === 'accessRevoked') consent.revokedGrantIds = [...grantIds];
	else if (scenario === 'consentRejected') consents.setStatus(consent, 'RJCT');
	else if (scenario === 'consentExpired') {
		consents.setStatus(consent, 'EXPD');
		grantIds.forEach(expireByGrantId);
	} else return `expected one of ${names.join(', ')}`;
	return undefined;
}

const names = [
	'accessRevoked',
	'consentRejected',
	'consentExpired',
	'accountClosed',
	'accountBarred',
];
