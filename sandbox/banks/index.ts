import type { OpenBank } from './bank';
import { coop, smile } from './cooperativeBank';
import { eika } from './eika';
import { monese } from './monese';
import { saltEdge } from './saltEdge';
import { zopa, zopaProduction } from './zopa';

/** All embedded banks. */
export const banks: readonly OpenBank[] = [zopa, monese, saltEdge, coop, smile, eika];

/** Embedded banks as in production, with stricter rules than their sandboxes. */
export const productions: readonly OpenBank[] = [zopaProduction];
