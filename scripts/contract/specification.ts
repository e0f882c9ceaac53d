import { readFileSync } from 'node:fs';

import Ajv, { type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';

/** An answer as it came. */
export interface Received {
	status: number;
	headers: Record<string, unknown>;
	text: string;
}

/** One operation of an OpenAPI document. */
export interface SpecifiedOperation {
	method: string;
	path: string;
	/** What is wrong with an answer to it; nothing when all is well. */
	problems(answer: Received): string[];
}

interface Referring {
	$ref?: string;
}

interface ResponseObject extends Referring {
	headers?: Record<string, { required?: boolean }>;
	content?: Record<string, { schema: object }>;
}

interface Document {
	paths: Record<string, Record<string, { responses?: Record<string, ResponseObject> }>>;
	components: { responses: Record<string, ResponseObject> };
}

/** The operations of the OpenAPI 3.0 document in a file; throws when it cannot be read. */
export function readSpecification(file: string): SpecifiedOperation[] {
	const document = JSON.parse(readFileSync(file, 'utf8')) as Document;
	const validatorOf = validators(document);
	return Object.entries(document.paths).flatMap(([path, methods]) =>
		Object.entries(methods)
			.filter(([, { responses }]) => responses)
			.map(([method, { responses = {} }]) => ({
				method: method.toUpperCase(),
				path,
				problems: (answer: Received) => {
					const response = resolved(responses[answer.status], document);
					return response
						? problemsOf(answer, response, validatorOf)
						: [`${answer.status} is no answer that the specification knows`];
				},
			})),
	);
}

type FindValidator = (schema: Referring) => ValidateFunction;

/** ajv with what OpenAPI adds to JSON Schema: `nullable` it knows, examples and descriptions it passes over. */
function validators(document: Document): FindValidator {
	const ajv = new Ajv({ strict: false, allErrors: true });
	addFormats(ajv);
	ajv.addKeyword({ keyword: 'x-namespaced-enum', validate: isInNamespace });
	ajv.addSchema(document, 'specification');
	return ({ $ref }) => {
		if (!$ref) throw new Error('A response of the specification has a schema without a name.');
		return ajv.getSchema(`specification${$ref}`)!;
	};
}

// OBIE's enumerations may be extended, but not within their own namespace.
function isInNamespace(values: string[], value: unknown): boolean {
	return !String(value).startsWith('UK.OBIE.') || values.includes(String(value));
}

function resolved(response: ResponseObject | undefined, { components }: Document) {
	const name = response?.$ref?.split('/').at(-1);
	return name === undefined ? response : components.responses[name];
}

function problemsOf(
	answer: Received,
	{ headers = {}, content }: ResponseObject,
	validatorOf: FindValidator,
): string[] {
	const missing = Object.entries(headers)
		.filter(([name, { required }]) => required && answer.headers[name.toLowerCase()] === undefined)
		.map(([name]) => `header ${name} is missing`);
	if (!content) {
		return answer.text === '' ? missing : [...missing, 'there is a body where none is specified'];
	}
	return [...missing, ...bodyProblems(answer, content, validatorOf)];
}

function bodyProblems(
	{ headers, text }: Received,
	content: NonNullable<ResponseObject['content']>,
	validatorOf: FindValidator,
): string[] {
	const type = String(headers['content-type']).toLowerCase();
	const specified = content[type];
	if (!specified) return [`Content-Type is ${type}`];
	const validate = validatorOf(specified.schema);
	if (validate(parsed(text))) return [];
	return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}
