import type { OpenBank } from './bank';
import { eika } from './eika';
import { zopa } from './zopa';

/** Every embedded bank. */
export const banks: readonly OpenBank[] = [zopa, eika];
