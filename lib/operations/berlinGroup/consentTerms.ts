/** The rights of a consent (NextGenPSD2 1.3.9, `accountAccess`). */
export const accessRights = ['accounts', 'balances', 'transactions'] as const;
export type AccessRight = (typeof accessRights)[number];

/** RTS on SCA, Article 10 as amended by Delegated Regulation (EU) 2022/2360. */
export const maxConsentDays = 180;

/** RTS on SCA, Article 36(5)(b). */
export const maxFrequencyPerDay = 4;
