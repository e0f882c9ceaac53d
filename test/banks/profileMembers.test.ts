import { resolve } from 'node:path';

import ts from 'typescript';

const root = resolve(__dirname, '../..');
const profileFile = resolve(root, 'lib/banks/profile.ts');
/** The code of the other files copies profiles or describes them: it decides nothing. */
const isProfile = (file: string) =>
	/\/lib\/banks\/(?!(addresses|inEnvironment|standards)\.ts)/.test(file);

it('Code reads every member of the profile vocabulary', () => {
	// The member proves that this test finds one that no code reads.
	const added = 'const members = z.strictObject({\n\tneverRead: z.literal(true).optional(),';
	const program = programWith((source) =>
		source.replace('const members = z.strictObject({', added),
	);
	expect(unreadMembers(program)).toEqual(['neverRead']);
});

/** Compiles the package with a changed `profile.ts`. */
function programWith(change: (source: string) => string): ts.Program {
	const { config } = ts.readConfigFile(resolve(root, 'tsconfig.json'), ts.sys.readFile);
	const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
	const host = ts.createCompilerHost(options, true);
	const { readFile } = host;
	host.readFile = (file) => {
		const text = readFile.call(host, file);
		return resolve(file) === profileFile && text ? change(text) : text;
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
	return schemaMembers(program.getSourceFile(profileFile)!)
		.filter((member) => !read.has(member))
		.map((member) => member.name.getText());
}

/** The members of all objects of the schema. */
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
