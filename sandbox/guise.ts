import type { RegistrationRules } from './registration/rules';

/** How the embedded Zopa differs when it stands in for another bank of the OBIE standard. It is JSON on the command line. */
export interface Guise {
	/** Path and version of the Read/Write API. */
	accountInformation?: { version: 'v3.1' | 'v4.0'; path: string };
	/** What the bank registers, in place of Zopa's rules. */
	rules?: Partial<RegistrationRules>;
	/** The only media type of registration requests. Absent: application/jwt and application/jose. */
	registrationContentType?: string;
	/** Required as `x-fapi-financial-id`. Absent: the header is not read. */
	financialId?: string;
	/** Client ID and secret are compared as the header has them, without the form encoding of RFC 6749 §2.3.1. */
	rawClientSecrets?: true;
	/** A refresh token that was used already. Absent: the bank withdraws every token of the consent. */
	usedRefreshTokens?: 'refused' | 'accepted';
}
