import type { BankData } from '../data/bankData';
import type { BankResponse } from '../http/response';
import type { BankRequest } from '../http/request';
import type { IssuedToken, TokenFinder } from '../oauth/tokens';
import type { Consent, Consents } from './consents';
import type { EndpointPath } from './paths';
import type { Version } from './wire/versions';

/** What the account information endpoints of a bank need. */
export interface AccountInformationBank {
	/** Version of the Read/Write API. */
	version: Version;
	/** Address of the API, without a trailing slash. */
	root: string;
	/** ISO 9362. The first four letters are part of the bank's IBANs. */
	bic: string;
	data: BankData;
	consents: Consents;
	findToken: TokenFinder;
	revokeByGrantId(grantId: string): Promise<void>;
	/** Endpoints that the bank does not provide. */
	unsupportedPaths?: readonly EndpointPath[];
	/** Permissions of the standard that the bank does not support. */
	unsupportedPermissions?: readonly string[];
	/** The bank requires `x-fapi-interaction-id`, which is optional in the standard. */
	requiresInteractionId?: boolean;
	/** Required as `x-fapi-financial-id`. Absent: the header is not read. */
	financialId?: string;
	/** Rules of the bank beyond the standard. */
	policy?: AccessPolicy;
}

/** Rules of one bank beyond the standard. */
export interface AccessPolicy {
	/** @throws ObieRefusal for a token or consent that the bank rejects with an error of its own */
	assertUsable(consent: Consent | undefined, token: IssuedToken): void;
	/** @throws ObieRefusal for a resource that requires more than the consent */
	assertResource(request: BankRequest, consent: Consent): void;
	/** Returns the date of the oldest transactions that the bank returns for a consent. */
	transactionsFrom(consent: Consent): Date | undefined;
	/** Returns whether lists omit an account. */
	isUnavailable(accountId: string): boolean;
}

export type BankEndpoint = (
	request: BankRequest,
	bank: AccountInformationBank,
) => BankResponse | Promise<BankResponse>;
