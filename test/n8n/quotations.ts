import type { Fault } from '../../sandbox/faults';

type Quotation = (secrets: string[]) => Extract<Fault['response'], { status: number }>;

/** Responses that quote the secrets of the request, by the way they do it. */
export const quotations: Record<string, Quotation> = {
	'as they are': (secrets) => inErrors(400, secrets),
	'in base64': (secrets) => inErrors(403, secrets.map(encodedIn('base64'))),
	'in hexadecimal': (secrets) => inErrors(401, secrets.map(encodedIn('hex'))),
	'on a page': (secrets) => ({
		status: 500,
		headers: { 'content-type': 'text/html' },
		body: `<html><head><title>500 ${quoting(secrets)}</title></head><h1>${quoting(secrets)}</h1></html>`,
	}),
	'in headers': (secrets) => ({
		status: 400,
		headers: {
			'x-fapi-interaction-id': secrets[0]!,
			'www-authenticate': `Bearer error="invalid_token", error_description="${quoting(secrets)}"`,
			'retry-after': secrets[0]!,
		},
	}),
	'in a redirect': ([secret]) => ({
		status: 302,
		headers: { location: `https://bank.example/?token=${secret}` },
	}),
};

const quoting = (secrets: string[]) => `sent was ${secrets.join(' with ')}, which is wrong`;

const encodedIn = (encoding: BufferEncoding) => (secret: string) =>
	Buffer.from(secret).toString(encoding);

/** Quotes secrets in every error member that the package includes in its errors. */
function inErrors(status: number, secrets: string[]) {
	const said = quoting(secrets);
	const body = {
		error: said,
		error_description: said,
		Errors: [{ ErrorCode: said, Message: said, Path: said, Url: said }],
		tppMessages: [{ code: said, path: said, text: said }],
		code: said,
		detail: said,
		error_class: said,
		error_message: said,
	};
	const headers = { 'content-type': 'application/json' };
	return { status, headers, body: JSON.stringify(body) };
}
