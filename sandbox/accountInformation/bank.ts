import type { BankData } from '../data/bankData';
import type { Answer } from '../http/answer';
import type { BankRequest } from '../http/request';
import type { IssuedToken, TokenFinder } from '../oauth/tokens';
import type { Consent, Consents } from './consents';
import type { EndpointPath } from './paths';
import type { Version } from './wire/wire';

/** What the account information endpoints of a bank work with. */
export interface AccountInformationBank {
	/** Of the Read/Write API. */
	version: Version;
	/** Address of the API, without a trailing slash. */
	root: string;
	/** ISO 9362; its first four letters are the bank's in an IBAN. */
	bic: string;
	data: BankData;
	consents: Consents;
	findToken: TokenFinder;
	revokeByGrantId(grantId: string): Promise<void>;
	/** What the bank does not have. */
	without?: readonly EndpointPath[];
	/** Permissions of the standard that the bank does not give. */
	withoutPermissions?: readonly string[];
	/** The standard leaves x-fapi-interaction-id to the TPP. */
	needsInteractionId?: boolean;
	/** What the bank has against requests that the standard lets pass. */
	policy?: AccessPolicy;
}

export interface AccessPolicy {
	/** Throws for a token or a consent that the bank has something of its own to say about. */
	assertStanding(consent: Consent | undefined, token: IssuedToken): void;
	/** Throws for a resource that takes more than the consent. */
	assertResource(request: BankRequest, consent: Consent): void;
	/** The oldest transactions that the bank gives for a consent. */
	transactionsFrom(consent: Consent): Date | undefined;
	/** Lists leave these accounts out. */
	isUnavailable(accountId: string): boolean;
}

export type BankEndpoint = (
	request: BankRequest,
	bank: AccountInformationBank,
) => Answer | Promise<Answer>;
