import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import type { Page } from 'playwright-core';

import { openBrowser, openPage, signInToEditor } from '../test/n8n/browser';
import { openWorld } from '../test/n8n/world';

const folder = 'docs/examples';

/** Margin around the nodes, in pixels. */
const margin = 32;

/** Hides everything that is part of the editor, not of the workflow. The dotted background would triple the file size. */
const hideEditor = `
	.vue-flow__panel, .vue-flow__background, [data-test-id=canvas-controls],
	[data-test-id=canvas-handle-plus-wrapper], [data-test-id=canvas-execute-workflow-button],
	[data-test-id=canvas-trigger-icon] { display: none !important }
`;

/** All drawn elements: nodes, sticky notes, trigger icons, labels and connections. */
const drawn =
	'.vue-flow__node, .vue-flow__node svg, .vue-flow__node [class*=_description_], .vue-flow__edge-path';

void main();

async function main(): Promise<void> {
	const world = await openWorld();
	const browser = await openBrowser();
	try {
		mkdirSync(folder, { recursive: true });
		// Large enough for every example at its original size.
		const page = await openPage(browser, {
			viewport: { width: 2600, height: 1500 },
			colorScheme: 'light',
		});
		await signInToEditor(page, world.n8n.address);
		const chosen = process.argv.slice(2);
		for (const [example, id] of Object.entries(world.imported.workflows)) {
			if (chosen.length > 0 && !chosen.includes(example)) continue;
			await page.goto(`${world.n8n.address}/workflow/${id}`);
			await savePicture(page, join(folder, `${example}.png`));
			process.stdout.write(`${example}\n`);
		}
	} finally {
		await browser.close();
		await world.close();
	}
}

/** Saves a picture of the workflow on the page, cropped to its elements. */
async function savePicture(page: Page, path: string): Promise<void> {
	await page.locator('[data-test-id=canvas-node]').first().waitFor();
	await page.addStyleTag({ content: hideEditor });
	await page.keyboard.press('1');
	await page.waitForTimeout(1_500);
	await page.screenshot({ path, clip: await boundsOf(page) });
}

/** Evaluates text instead of a function, because the page lacks helpers that the compiler adds to functions. */
async function boundsOf(page: Page) {
	const sides = (await page.evaluate(`(() => {
		const visible = { opacityProperty: true, visibilityProperty: true };
		const elements = [...document.querySelectorAll('${drawn}')]
			.filter((one) => one.checkVisibility(visible))
			.map((one) => one.getBoundingClientRect())
			.filter(({ width, height }) => width > 0 && height > 0);
		return [
			Math.min(...elements.map(({ left }) => left)), Math.min(...elements.map(({ top }) => top)),
			Math.max(...elements.map(({ right }) => right)), Math.max(...elements.map(({ bottom }) => bottom)),
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
