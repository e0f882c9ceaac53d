import type { OpenBank } from './bank';
import { coop, smile } from './cooperativeBank';
import { eika } from './eika';
import { monese } from './monese';
import { saltEdge } from './saltEdge';
import { zopa } from './zopa';

/** All embedded banks. */
export const banks: readonly OpenBank[] = [zopa, monese, saltEdge, coop, smile, eika];
