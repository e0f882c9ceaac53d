import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import type { Page } from 'playwright-core';

import { openBrowser, openPage, signInToEditor } from '../test/n8n/browser';
import { openWorld } from '../test/n8n/world';

const folder = 'docs/examples';

/** Room around the nodes, in pixels. */
const margin = 32;

/** What belongs to the editor and not to the workflow; dots would make the files thrice as large. */
const withoutEditor = `
	.vue-flow__panel, .vue-flow__background, [data-test-id=canvas-controls],
	[data-test-id=canvas-handle-plus-wrapper], [data-test-id=canvas-execute-workflow-button],
	[data-test-id=canvas-trigger-icon] { display: none !important }
`;

/** Everything that is drawn: boxes and sticky notes, triggers' signs, labels below, and lines. */
const drawn =
	'.vue-flow__node, .vue-flow__node svg, .vue-flow__node [class*=_description_], .vue-flow__edge-path';

void main();

async function main(): Promise<void> {
	const world = await openWorld();
	const browser = await openBrowser();
	try {
		mkdirSync(folder, { recursive: true });
		// So large that every example fits without being made smaller.
		const page = await openPage(browser, {
			viewport: { width: 2600, height: 1500 },
			colorScheme: 'light',
		});
		await signInToEditor(page, world.n8n.address);
		for (const [example, id] of Object.entries(world.filled.workflows)) {
			await page.goto(`${world.n8n.address}/workflow/${id}`);
			await picture(page, join(folder, `${example}.png`));
			process.stdout.write(`${example}\n`);
		}
	} finally {
		await browser.close();
		await world.close();
	}
}

/** The canvas of the workflow that the page shows, cut to what is drawn on it. */
async function picture(page: Page, path: string): Promise<void> {
	await page.locator('[data-test-id=canvas-node]').first().waitFor();
	await page.addStyleTag({ content: withoutEditor });
	await page.keyboard.press('1');
	await page.waitForTimeout(1_500);
	await page.screenshot({ path, clip: await boundsOf(page) });
}

/** Evaluated as text: the compiler's own additions to functions are unknown to the page. */
async function boundsOf(page: Page) {
	const sides = (await page.evaluate(`(() => {
		const visible = { opacityProperty: true, visibilityProperty: true };
		const seen = [...document.querySelectorAll('${drawn}')]
			.filter((one) => one.checkVisibility(visible))
			.map((one) => one.getBoundingClientRect())
			.filter(({ width, height }) => width > 0 && height > 0);
		return [
			Math.min(...seen.map(({ left }) => left)), Math.min(...seen.map(({ top }) => top)),
			Math.max(...seen.map(({ right }) => right)), Math.max(...seen.map(({ bottom }) => bottom)),
		];
	})()`)) as [number, number, number, number];
	const [left, top, right, bottom] = sides;
	return {
		x: left - margin,
		y: top - margin,
		width: right - left + 2 * margin,
		height: bottom - top + 2 * margin,
	};
}
