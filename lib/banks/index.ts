import { eika } from './eika';
import type { BankProfile } from './profile';
import { zopa } from './zopa';

/** Every bank that is built in, in the order the credential lists them. */
export const banks: readonly BankProfile[] = [zopa, eika];
