import { coop, smile } from './cooperativeBank';
import { eika } from './eika';
import { monese } from './monese';
import type { BankProfile } from './profile';
import { saltEdge } from './saltEdge';
import { zopa } from './zopa';

/** All built-in banks, in the order of the list in the credential. */
export const banks: readonly BankProfile[] = [zopa, monese, saltEdge, coop, smile, eika];
