import type { Consents } from '../accountInformation/consents';

/** The rows of "Error scenarios", each about a consent or an account. */
export type Scenario =
	| { scenario: 'accessRevoked' | 'consentRejected' | 'consentExpired'; consentId: string }
	| { scenario: 'accountClosed' | 'accountBarred'; accountId: string };

export interface ScenarioBank {
	consents: Consents;
	/** Ends the lifetime of every access token that came of a grant. */
	expireByGrantId(grantId: string): void;
}

export type AccountState = 'accountClosed' | 'accountBarred';

export interface Scenarios {
	/** Says what is wrong with the order, if something is. */
	stage(order: Record<string, unknown>): string | undefined;
	stateOf(accountId: string): AccountState | undefined;
}

/** The scenarios of one bank: consents and grants are changed where they are, accounts are remembered here. */
export function newScenarios(bank: ScenarioBank): Scenarios {
	const accounts = new Map<string, AccountState>();
	return {
		stateOf: (accountId) => accounts.get(accountId),
		stage({ scenario, consentId, accountId }) {
			if (scenario === 'accountClosed' || scenario === 'accountBarred') {
				if (typeof accountId !== 'string') return 'expected accountId';
				accounts.set(accountId, scenario);
				return undefined;
			}
			return stageConsent(scenario, consentId, bank);
		},
	};
}

function stageConsent(scenario: unknown, consentId: unknown, bank: ScenarioBank) {
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
