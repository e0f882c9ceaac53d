import { resolve } from 'node:path';

import ts from 'typescript';

const root = resolve(__dirname, '../..');
/** The files of the schema, each with an object that no code copies. */
const schemaObjects: Record<string, string> = {
	profile: 'members',
	oauthRules: 'encodedParameters',
	apiRules: 'payments',
};
const schemaFile = (name: string) => resolve(root, `lib/banks/${name}.ts`);
const schemaFiles = Object.keys(schemaObjects).map(schemaFile);
/** The code of the other files copies profiles or describes them: it decides nothing. */
const isProfile = (file: string) => /\/lib\/banks\/(?!(addresses|applicableRules)\.ts)/.test(file);

it('Code reads every member of the profile vocabulary', () => {
	// These members prove that this test finds one that no code reads, in each file of the schema.
	const program = programWith((source) =>
		Object.values(schemaObjects).reduce((changed, name) => {
			const start = `const ${name} = z.strictObject({`;
			return changed.replace(start, `${start}\n\tneverRead: z.literal(true).optional(),`);
		}, source),
	);
	expect(unreadMembers(program)).toEqual(schemaFiles.map(() => 'neverRead'));
});

/** Compiles the package with changed files of the schema. */
function programWith(change: (source: string) => string): ts.Program {
	const { config } = ts.readConfigFile(resolve(root, 'tsconfig.json'), ts.sys.readFile);
	const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
	const host = ts.createCompilerHost(options, true);
	const { readFile } = host;
	host.readFile = (file) => {
		const text = readFile.call(host, file);
		return schemaFiles.includes(resolve(file)) && text ? change(text) : text;
	};
	return ts.createProgram(fileNames, { ...options, noEmit: true }, host);
}

/** Names of the members that no expression outside the profiles reads. */
function unreadMembers(program: ts.Program): string[] {
	const read = new Set(
		program
			.getSourceFiles()
			.filter(({ fileName }) => !fileName.includes('/node_modules/') && !isProfile(fileName))
			.flatMap((file) => readDeclarations(file, program.getTypeChecker())),
	);
	return schemaFiles
		.flatMap((file) => schemaMembers(program.getSourceFile(file)!))
		.filter((member) => !read.has(member))
		.map((member) => member.name.getText());
}

/** The members of all objects in a file of the schema. */
const schemaMembers = (file: ts.SourceFile) =>
	descendants(file)
		.filter(ts.isCallExpression)
		.filter(({ expression }) => expression.getText().endsWith('.strictObject'))
		.flatMap(({ arguments: [shape] }) => [...(shape as ts.ObjectLiteralExpression).properties])
		.filter(
			(member) => ts.isPropertyAssignment(member) || ts.isShorthandPropertyAssignment(member),
		);

/** Declarations of the properties that the expressions of a file read. */
function readDeclarations(file: ts.SourceFile, checker: ts.TypeChecker): ts.Node[] {
	return descendants(file)
		.flatMap((node) => readProperties(node, checker))
		.flatMap((property) => property?.declarations ?? []);
}

function readProperties(node: ts.Node, checker: ts.TypeChecker): Array<ts.Symbol | undefined> {
	// bank.name
	if (ts.isPropertyAccessExpression(node)) return [checker.getSymbolAtLocation(node.name)];
	// const { name } = bank
	if (ts.isBindingElement(node) && ts.isObjectBindingPattern(node.parent) && !node.dotDotDotToken) {
		const name = (node.propertyName ?? node.name).getText();
		return [checker.getTypeAtLocation(node.parent).getProperty(name)];
	}
	// environments[environment]
	if (ts.isElementAccessExpression(node)) return propertiesOf(node.expression, checker);
	// { ...claims }, but not a copy of a whole profile
	if (ts.isSpreadAssignment(node)) {
		const properties = propertiesOf(node.expression, checker);
		return properties.some(({ name }) => name === 'environments') ? [] : properties;
	}
	return [];
}

const propertiesOf = (object: ts.Node, checker: ts.TypeChecker): ts.Symbol[] =>
	checker.getNonNullableType(checker.getTypeAtLocation(object)).getProperties();

function descendants(node: ts.Node): ts.Node[] {
	const children: ts.Node[] = [];
	ts.forEachChild(node, (child) => void children.push(child));
	return [node, ...children.flatMap(descendants)];
}
