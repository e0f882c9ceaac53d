import type { HttpRequest } from './http';

const secretFields = [
	'code',
	'code_verifier',
	'refresh_token',
	'token',
	'client_secret',
	'client_assertion',
];

/** Shorter ones would take ordinary words out of the answer. */
const shortest = 8;

/**
 * `body` without what the request carried and nobody may store: a bank may echo the token or the code in its error, and
 * nobody could tell it by its looks.
 */
export function withoutSecretsSent(body: Buffer, request: HttpRequest): Buffer {
	const secrets = secretsSent(request).filter((secret) => secret.length >= shortest);
	if (secrets.length === 0) return body;
	const text = secrets.reduce(
		(rest, secret) => rest.replaceAll(secret, '[secret]'),
		body.toString(),
	);
	return Buffer.from(text);
}

function secretsSent({ headers = {}, body = '' }: HttpRequest): string[] {
	const authorization = Object.entries(headers).find(([name]) =>
		/^authorization$/i.test(name),
	)?.[1];
	const [scheme, credentials = ''] = authorization?.split(' ') ?? [];
	const form = new URLSearchParams(isForm(headers) ? body : '');
	return [
		credentials,
		...(/^basic$/i.test(scheme ?? '') ? basicSecrets(credentials) : []),
		...secretFields.flatMap((field) => form.getAll(field)),
		...(/^eyJ[\w-]+\.[\w-]+\.[\w-]+$/.test(body) ? [body] : []),
	];
}

/** RFC 6749 §2.3.1: id and secret are form-encoded before they are joined. */
function basicSecrets(credentials: string): string[] {
	const pair = Buffer.from(credentials, 'base64').toString('utf8');
	const secret = pair.slice(pair.indexOf(':') + 1);
	return [secret, ...new URLSearchParams(`secret=${secret}`).getAll('secret')];
}

const isForm = (headers: Record<string, string>) =>
	Object.values(headers).some((value) => value.startsWith('application/x-www-form-urlencoded'));
