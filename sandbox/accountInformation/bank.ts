import type { BankData } from '../data/bankData';
import type { BankResponse } from '../http/response';
import type { BankRequest } from '../http/request';
import type { IssuedToken, TokenFinder } from '../oauth/tokens';
import type { Consent, Consents } from './consents';
import type { EndpointPath, ResourcePath } from './paths';
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
	/** How the API is narrower than the standard. */
	narrowed?: NarrowedApi;
	/** Permissions of the standard that the bank does not support. */
	unsupportedPermissions?: readonly string[];
	/** The bank requires `x-fapi-interaction-id`, which is optional in the standard. */
	requiresInteractionId?: boolean;
	/** Required as `x-fapi-financial-id`. Absent: the header is not read. */
	financialId?: string;
	/** Rules of the bank beyond the standard. */
	policy?: AccessPolicy;
}

/** How the API of one bank is narrower than the standard. Absent members: as in the standard. */
export interface NarrowedApi {
	/** Members of each entry, by the member of `Data` that has the entries. */
	members?: Record<string, MemberNames>;
	/** Codes of the balances of an account. */
	balanceTypes?: readonly string[];
	/** ISO 20022 code of the only kind of accounts with data, by resource. Other accounts have an empty list. */
	onlyKind?: Partial<Record<ResourcePath, string>>;
	/** The bank's own codes of transactions, by ISO 20022 code of the account. */
	transactionCodes?: Record<string, TransactionCodes>;
	/** Transactions per page. */
	pageSize?: number;
}

/** Names of members. A member whose value has members of its own can be narrowed, too. */
export interface MemberNames {
	[name: string]: true | MemberNames;
}

/** A bank's own codes of one kind of account. */
export interface TransactionCodes {
	credit: string;
	debit: string;
	pendingCredit: string;
	pendingDebit: string;
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
