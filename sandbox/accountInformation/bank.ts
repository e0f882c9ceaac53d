import type { BankData } from '../data/bankData';
import type { Answer } from '../http/answer';
import type { BankRequest } from '../http/request';
import type { TokenFinder } from '../oauth/tokens';
import type { Consents } from './consents';

/** What the account information endpoints of a bank work with. */
export interface AccountInformationBank {
	/** Address of the API, without a trailing slash. */
	root: string;
	data: BankData;
	consents: Consents;
	findToken: TokenFinder;
	revokeByGrantId(grantId: string): Promise<void>;
}

export type BankEndpoint = (
	request: BankRequest,
	bank: AccountInformationBank,
) => Answer | Promise<Answer>;
