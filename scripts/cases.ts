/*
 * Writes test/CASES.md: every numbered case with the tests whose titles have its number, or the reason why it has no test.
 *
 *     npm run cases
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import ts from 'typescript';

export const casesPage = 'test/CASES.md';

/** The cases of each group by number, with the input or fault in a few words. */
type CaseList = Record<string, { title: string; cases: Record<string, string> }>;

/** A test, or a group of tests, as its source has it. */
interface TitledTest {
	file: string;
	title: string;
}

const readData = <T>(name: string) =>
	JSON.parse(readFileSync(join('test/cases', `${name}.json`), 'utf8')) as T;

/** Writes the page anew. */
export function writeCasesPage(): void {
	writeFileSync(casesPage, casesText());
}

/** Returns the text of the page. @throws Error for a number that is no case, or a case without a test and a reason */
export function casesText(): string {
	const list = readData<CaseList>('list');
	const reasons = readData<Record<string, string>>('untested');
	const tests = testsByCase();
	const known = new Set(Object.values(list).flatMap(({ cases }) => Object.keys(cases)));
	const groups = new Set(Object.keys(list));
	assertNone(
		'There is no such case',
		[...tests.keys(), ...Object.keys(reasons)].filter(
			(number) => groups.has(number.split('-')[0]!) && !known.has(number),
		),
	);
	assertNone(
		'Cases need either a test or a reason',
		[...known].filter((number) => tests.has(number) === number in reasons),
	);
	const sections = Object.entries(list).flatMap(([group, { title, cases }]) => [
		`## ${group}: ${title}`,
		Object.entries(cases)
			.flatMap(([number, words]) => [
				`- **${number}** ${escaped(words)}`,
				...(tests.get(number)?.map(testLine) ?? [`  - no test: ${escaped(reasons[number]!)}`]),
			])
			.join('\n'),
	]);
	return `${[introduction, ...sections].join('\n\n')}\n`;
}

const introduction = [
	'# Cases',
	'',
	'Faults and hostile inputs that the package rejects or survives, what people see, and the tests that hold this. The title of',
	'a test has the number of its case in brackets. `npm run cases` writes this page from the titles, from `test/cases/list.json`',
	'and from `test/cases/untested.json`.',
].join('\n');

const testLine = ({ file, title }: TitledTest) =>
	`  - [${file.replace(/\.test\.ts$/, '')}](${file}): ${escaped(title)}`;

const escaped = (text: string) =>
	text.replace(/[\\`*[\]<>|~]|(?<![A-Za-z\d])_|_(?![A-Za-z\d])/g, '\\$&');

function assertNone(problem: string, numbers: string[]): void {
	if (numbers.length > 0) throw new Error(`${problem}: ${numbers.join(', ')}`);
}

/** Returns the tests of each case, in the order of files and lines. */
function testsByCase(): Map<string, TitledTest[]> {
	const found = new Map<string, TitledTest[]>();
	for (const file of readdirSync('test', { recursive: true, encoding: 'utf8' }).sort()) {
		// The embedded bank's own tests do not show what the package does.
		if (!file.endsWith('.test.ts') || file.startsWith('sandbox/')) continue;
		for (const { numbers, title } of numberedTitles(join('test', file))) {
			for (const number of numbers) {
				const tests = found.get(number) ?? [];
				const isListed = tests.some((one) => one.file === file && one.title === title);
				if (!isListed) tests.push({ file, title });
				found.set(number, tests);
			}
		}
	}
	return found;
}

const caseNumber = /\b[A-Z]{1,2}-\d\d(?!\d)/g;

/** Returns the titles of a file that have numbers, and the titles of tables whose rows have them. */
function numberedTitles(path: string): Array<{ numbers: string[]; title: string }> {
	const source = ts.createSourceFile(
		path,
		readFileSync(path, 'utf8'),
		ts.ScriptTarget.Latest,
		true,
	);
	const found: Array<{ numbers: string[]; title: string }> = [];
	const visit = (node: ts.Node): void => {
		if (isText(node)) {
			const numbers = [...new Set(node.getText().match(caseNumber))];
			const title = numbers.length > 0 ? titleFor(node, source) : undefined;
			if (title !== undefined) found.push({ numbers, title });
		}
		ts.forEachChild(node, visit);
	};
	visit(source);
	return found;
}

const isText = (node: ts.Node): node is ts.StringLiteral | ts.TemplateLiteral =>
	ts.isStringLiteral(node) ||
	ts.isNoSubstitutionTemplateLiteral(node) ||
	ts.isTemplateExpression(node);

/** Returns the title of the test that a text names, or in whose table it is. */
function titleFor(text: ts.Node, source: ts.SourceFile): string | undefined {
	for (let node = text; node.parent; node = node.parent) {
		const { parent } = node;
		if (ts.isCallExpression(parent) && isTest(parent.expression)) {
			return parent.arguments[0] === node ? written(text) : undefined;
		}
		const call =
			ts.isCallExpression(parent) && isTable(parent.expression) ? parent.parent : undefined;
		if (call && ts.isCallExpression(call)) return inTable(call, text);
		if (ts.isVariableDeclaration(parent)) {
			const user = tableOf(parent.name.getText(), source);
			return user && inTable(user, text);
		}
	}
	return undefined;
}

/** `it`, `describe`, or what `it.each(table)` returned. */
const isTest = (callee: ts.Expression): boolean =>
	/^(it|test|describe)(\.\w+)?$/.test(callee.getText()) && !isTable(callee)
		? true
		: ts.isCallExpression(callee) && isTable(callee.expression);

const isTable = (callee: ts.Expression): boolean =>
	/^(it|test|describe)\.each/.test(callee.getText());

/** Finds the tests whose table is a constant of this name. */
function tableOf(name: string, source: ts.SourceFile): ts.CallExpression | undefined {
	let found: ts.CallExpression | undefined;
	const visit = (node: ts.Node): void => {
		if (
			ts.isCallExpression(node) &&
			ts.isCallExpression(node.expression) &&
			isTest(node.expression)
		) {
			const [table] = node.expression.arguments;
			if (table && new RegExp(`\\b${name}\\b`).test(table.getText())) found ??= node;
		}
		ts.forEachChild(node, visit);
	};
	visit(source);
	return found;
}

/** The title with the row's text in the place of the first parameter, if the row begins with it. */
function inTable(call: ts.CallExpression, text: ts.Node): string {
	const title = written(call.arguments[0]!);
	return /%[spj]/.test(title)
		? title.replace(/%[spj]/, () => written(text))
		: `${title} (${written(text)})`;
}

const written = (node: ts.Node) => node.getText().slice(1, -1).replaceAll("\\'", "'");

if (process.argv[1] && relative('scripts', process.argv[1]) === 'cases.ts') writeCasesPage();
