import { replaceBody } from '../http/replay';
import { mediaType, type BankRequest } from '../http/request';
import { saltEdgeRefused as refused } from './refusal';

/** Converts a JSON token request to a form. Live clients send JSON, RFC 6749 §4.1.3 a form; the bank accepts both. */
export async function tokenRequestAsForm(request: BankRequest): Promise<BankRequest> {
	if (mediaType(request) !== 'application/json') return request;
	const members = Object.entries(parsed(await request.body()));
	const form = new URLSearchParams(
		members.map(([name, value]): [string, string] => [name, String(value)]),
	);
	return replaceBody(request, Buffer.from(form.toString()), 'application/x-www-form-urlencoded');
}

function parsed(body: Buffer): object {
	try {
		return Object(JSON.parse(body.toString('utf8'))) as object;
	} catch {
		throw refused('body', 'the body is not JSON');
	}
}
