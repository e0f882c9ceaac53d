import { readFileSync } from 'node:fs';

import { parse } from 'yaml';
import Ajv, { type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';

/** A response as it was received. */
export interface ReceivedResponse {
	status: number;
	headers: Record<string, unknown>;
	text: string;
}

/** One operation of an OpenAPI document. */
export interface SpecifiedOperation {
	method: string;
	path: string;
	/** Returns what is wrong with a response; empty when it is valid. */
	problems(response: ReceivedResponse): string[];
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

/** Reads the operations of an OpenAPI 3.0 document in JSON or YAML. @throws Error when the file cannot be read */
export function readSpecification(file: string): SpecifiedOperation[] {
	const document = parse(readFileSync(file, 'utf8')) as Document;
	const validatorOf = validators(document);
	return Object.entries(document.paths).flatMap(([path, methods]) =>
		Object.entries(methods)
			.filter(([, { responses }]) => responses)
			.map(([method, { responses = {} }]) => ({
				method: method.toUpperCase(),
				path,
				problems: (response: ReceivedResponse) => {
					const specified = resolved(responses[response.status], document);
					return specified
						? problemsOf(response, specified, validatorOf)
						: [`the specification has no response with status ${response.status}`];
				},
			})),
	);
}

type FindValidator = (schema: Referring) => ValidateFunction;

/** Creates validators with ajv. It supports OpenAPI's `nullable` and ignores examples and descriptions. */
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

// OBIE's enumerations may be extended, but not within the namespace UK.OBIE.
function isInNamespace(values: string[], value: unknown): boolean {
	return !String(value).startsWith('UK.OBIE.') || values.includes(String(value));
}

function resolved(response: ResponseObject | undefined, { components }: Document) {
	const name = response?.$ref?.split('/').at(-1);
	return name === undefined ? response : components.responses[name];
}

function problemsOf(
	response: ReceivedResponse,
	{ headers = {}, content }: ResponseObject,
	validatorOf: FindValidator,
): string[] {
	const missing = Object.entries(headers)
		.filter(
			([name, { required }]) => required && response.headers[name.toLowerCase()] === undefined,
		)
		.map(([name]) => `header ${name} is missing`);
	if (!content) {
		return response.text === ''
			? missing
			: [...missing, 'the response has a body, but none is specified'];
	}
	return [...missing, ...bodyProblems(response, content, validatorOf)];
}

function bodyProblems(
	{ headers, text }: ReceivedResponse,
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
