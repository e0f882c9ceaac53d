import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

const pagesBelow = (folder: string): string[] =>
	readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('.md'))
		.map((file) => `${folder}/${file}`);

const docs = pagesBelow('docs');
const documents = [
	'README.md',
	'CONTRIBUTING.md',
	'SECURITY.md',
	'CHANGELOG.md',
	...docs,
	...['findings/README.md'].filter((file) => existsSync(file)),
];

const textOf = (file: string): string => readFileSync(file, 'utf8');
const linesOf = (file: string): number => textOf(file).trimEnd().split('\n').length;
const withoutCode = (text: string): string =>
	text.replace(/^```[\s\S]*?^```/gm, '').replace(/^ {4}\S.*$/gm, '');

/** The anchors that GitHub gives to the headings of a page. */
function anchorsIn(text: string): string[] {
	const headings = [...withoutCode(text).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading]) =>
		heading!
			.toLowerCase()
			.replace(/[^\p{L}\p{N}\s_-]/gu, '')
			.replaceAll(' ', '-'),
	);
	const counts = new Map<string, number>();
	return headings.map((heading) => {
		const count = counts.get(heading) ?? 0;
		counts.set(heading, count + 1);
		return count === 0 ? heading : `${heading}-${count}`;
	});
}

/** Targets of links and pictures that lie in this repository. */
const linksIn = (text: string): string[] =>
	[...withoutCode(text).matchAll(/\]\(([^)\s]+)\)|\b(?:src|href)="([^"]+)"/g)]
		.map(([, link, attribute]) => link ?? attribute!)
		.filter((link) => !/^[a-z]+:/.test(link));

/** What is wrong with a link; undefined for one that leads somewhere. */
function problemOf(link: string, { from, text }: { from: string; text: string }) {
	const [path = '', anchor] = link.split('#');
	const target = path === '' ? from : normalize(join(dirname(from), path));
	if (!existsSync(target)) return `${link}: there is no ${target}`;
	if (anchor === undefined) return undefined;
	const anchors = anchorsIn(path === '' ? text : textOf(target));
	return anchors.includes(anchor) ? undefined : `${link}: ${target} has no heading ${anchor}`;
}

const problemsIn = (from: string, text: string): string[] =>
	linksIn(text).flatMap((link) => problemOf(link, { from, text }) ?? []);

it.each(documents)('every relative link in %s leads to a file and a heading', (file) => {
	expect(problemsIn(file, textOf(file))).toEqual([]);
});

it.each([
	['[a](docs/nothing.md)', ['docs/nothing.md: there is no docs/nothing.md']],
	['<img src="docs/nothing.png">', ['docs/nothing.png: there is no docs/nothing.png']],
	['[a](#nothing)\n\n## Something', ['#nothing: README.md has no heading nothing']],
	['[a](SECURITY.md#nothing)', ['SECURITY.md#nothing: SECURITY.md has no heading nothing']],
	['```\n## Hidden\n```\n[a](#hidden)', ['#hidden: README.md has no heading hidden']],
	['[a](#two-1)\n\n## Two\n\n## Two', []],
	["[a](#whats-it-a-b)\n\n## What's it: `a` b", []],
	['[a](https://example.com/nothing) [b](mailto:a@example.com)', []],
])('This test sees in %j: %j', (text, problems) => {
	expect(problemsIn('README.md', text)).toEqual(problems);
});

it('README has at most 150 lines', () => {
	expect(linesOf('README.md')).toBeLessThanOrEqual(150);
});

it.each(docs)('%s has at most 200 lines', (file) => {
	expect(linesOf(file)).toBeLessThanOrEqual(200);
});

it.each(docs)('%s begins by saying in one sentence what the reader gets', (file) => {
	const [, paragraph = ''] = textOf(file).split('\n\n');
	expect(paragraph.replaceAll('\n', ' ')).toMatch(/^This page [^.]+\.$/);
});

it.each(docs)('%s is reached from README or from a page that is', (file) => {
	const reached = new Set(['README.md']);
	for (const page of reached) {
		for (const link of linksIn(textOf(page))) {
			const target = normalize(join(dirname(page), link.split('#')[0]!));
			if (target.endsWith('.md') && existsSync(target)) reached.add(target);
		}
	}
	expect(reached).toContain(file);
});
