import { readFileSync } from 'node:fs';

import type { Page } from 'playwright-core';

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** The part of axe-core's results that is read here. */
interface Results {
	violations: Array<{ id: string; nodes: Array<{ html: string }> }>;
}

/** Returns what axe-core finds wrong with a page: the id of the rule and the element, except for the rules in `allowed`. */
export async function violations(page: Page, allowed: readonly string[] = []): Promise<string[]> {
	await page.evaluate(axe);
	const { violations } = (await page.evaluate('axe.run()')) as Results;
	return violations
		.filter(({ id }) => !allowed.includes(id))
		.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

export const phone = { width: 390, height: 844 };

/** A page must not scroll sideways on a phone. */
export const isTooWide = (page: Page) =>
	page.evaluate('document.documentElement.scrollWidth > window.innerWidth');
