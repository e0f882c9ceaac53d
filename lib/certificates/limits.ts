/**
 * The most rounds of a hash function that the passphrases of one file may need, over all of its parts. NSS and GnuTLS write
 * files with 1,800,000. The limit takes a processor about two seconds.
 */
export const maxIterations = 5_000_000;

/** How many identities and refusals are kept, and for how long, so that nothing is derived for every request. */
export const identityCache = { entries: 200, milliseconds: 60 * 60 * 1000 } as const;
