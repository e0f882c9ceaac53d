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

interface HeaderObject extends Referring {
	required?: boolean;
}

interface ResponseObject extends Referring {
	headers?: Record<string, HeaderObject>;
	content?: Record<string, { schema: Referring }>;
}

interface Document {
	paths: Record<string, Record<string, { responses?: Record<string, ResponseObject> }>>;
	components: {
		responses: Record<string, ResponseObject>;
		headers?: Record<string, HeaderObject>;
	};
}

/** Reads the operations of an OpenAPI 3.0 document in JSON or YAML. @throws Error when the file cannot be read */
export function readSpecification(file: string): SpecifiedOperation[] {
	const document = parse(readFileSync(file, 'utf8'), withoutFalseBounds) as Document;
	const validatorOf = validators(document);
	return Object.entries(document.paths).flatMap(([path, methods]) =>
		Object.entries(methods)
			.filter(([, { responses }]) => responses)
			.map(([method, { responses = {} }]) => ({
				method: method.toUpperCase(),
				path,
				problems: (response: ReceivedResponse) => {
					const found = responses[response.status];
					const specified = resolved(found, document);
					return specified
						? problemsOf(response, specified, (type, schema) =>
								validatorOf(schema.$ref ?? inlineSchema(found!, type)),
							)
						: [`the specification has no response with status ${response.status}`];
				},
			})),
	);
}

// OpenAPI 3.0 has `exclusiveMinimum: false`, JSON Schema a number.
const withoutFalseBounds = (name: unknown, value: unknown): unknown =>
	String(name).startsWith('exclusive') && value === false ? undefined : value;

type FindValidator = (type: string, schema: Referring) => ValidateFunction;

/** Creates validators with ajv. It supports OpenAPI's `nullable` and ignores examples and descriptions. */
function validators(document: Document): (pointer: string) => ValidateFunction {
	// The Berlin Group's patterns escape a hyphen, which is invalid in a Unicode pattern.
	const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
	addFormats(ajv);
	ajv.addKeyword({ keyword: 'x-namespaced-enum', validate: isInNamespace });
	ajv.addSchema(document, 'specification');
	return (pointer) => ajv.getSchema(`specification${pointer}`)!;
}

/** Returns the JSON pointer of a schema that a response contains in place of a reference. */
function inlineSchema({ $ref }: ResponseObject, type: string): string {
	if (!$ref) throw new Error('A response of the specification has a schema without a name.');
	return `${$ref}/content/${type.replaceAll('~', '~0').replaceAll('/', '~1')}/schema`;
}

// OBIE's enumerations may be extended, but not within the namespace UK.OBIE.
function isInNamespace(values: string[], value: unknown): boolean {
	return !String(value).startsWith('UK.OBIE.') || values.includes(String(value));
}

function resolved(
	response: ResponseObject | undefined,
	{ components }: Document,
): ResponseObject | undefined {
	const found = response?.$ref ? components.responses[nameIn(response.$ref)] : response;
	if (!found) return undefined;
	const headers = Object.entries(found.headers ?? {}).map(([name, header]) => [
		name,
		header.$ref ? components.headers?.[nameIn(header.$ref)] : header,
	]);
	return { ...found, headers: Object.fromEntries(headers) as Record<string, HeaderObject> };
}

const nameIn = (reference: string): string => reference.split('/').at(-1)!;

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
	const validate = validatorOf(type, specified.schema);
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
