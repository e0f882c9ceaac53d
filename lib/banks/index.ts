import { coop, smile } from './cooperativeBank';
import { eika } from './eika';
import { monese } from './monese';
import type { BankProfile } from './profile';
import { saltEdge } from './saltEdge';
import { zopa } from './zopa';

/** Every bank that is built in, in the order the credential lists them. */
export const banks: readonly BankProfile[] = [zopa, monese, saltEdge, coop, smile, eika];
