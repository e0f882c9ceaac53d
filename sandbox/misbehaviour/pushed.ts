import { json } from '../http/response';
import { status, text, type Case, type Cases, type JsonChange } from './case';
import type { JsonObject } from './jws';

/** Cases for responses to pushed authorization requests (RFC 9126 §2.2) and for errors (§2.3). */
export const pushedCases: Cases = {
	'PA-01': members('an unknown member', { shoe_size: 42 }),
	'PA-01-long': members('expires_in ten minutes', { expires_in: 600 }),
	'PA-01-endless': members('expires_in 1e300', { expires_in: 1e300 }),
	'PA-02-uri': members('request_uri absent', { request_uri: undefined }),
	'PA-02-uri-number': members('request_uri a number', { request_uri: 7 }),
	'PA-02-uri-empty': members('request_uri empty', { request_uri: '' }),
	'PA-02-expires_in': members('expires_in absent', { expires_in: undefined }),
	'PA-02-expires_in-words': members('expires_in a text', { expires_in: 'a minute' }),
	'PA-02-expires_in-negative': members('expires_in negative', { expires_in: -1 }),
	'PA-02-broken': pushed('broken JSON', created('{"')),
	'PA-02-null': pushed('null', created('null')),
	'PA-02-array': pushed('an array', created('[]')),
	'PA-02-html': pushed('HTML', text('<html>', 'text/html')),
	'PA-02-202': pushed('status 202', status(202)),
	'PA-02-302': pushed('redirect 302', status(302, { location: 'https://127.0.0.1:1/' })),
	'PA-06-request': pushed('400 invalid_request', refused('invalid_request')),
	'PA-06-object': pushed('400 invalid_request_object', refused('invalid_request_object')),
};

function pushed(description: string, change: JsonChange): Case {
	return { description: `pushed request: ${description}`, pushed: change };
}

function members(description: string, changes: JsonObject): Case {
	return pushed(description, (correct) => json(201, { ...correct, ...changes }));
}

function created(body: string): JsonChange {
	return () => ({ status: 201, headers: { 'content-type': 'application/json' }, body });
}

function refused(error: string): JsonChange {
	return () => json(400, { error });
}
