import { readFileSync } from 'node:fs';

import { casesPage, casesText } from '../scripts/cases';

it('test/CASES.md is what npm run cases writes: every case has a test, or a reason why not', () => {
	expect(readFileSync(casesPage, 'utf8')).toBe(casesText());
});
