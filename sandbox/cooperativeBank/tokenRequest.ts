import { json, Refusal } from '../http/response';
import { replaceBody } from '../http/replay';
import { header, type BankRequest } from '../http/request';

/**
 * "Client ID should not be populated in the body of the request. Only Client_secret_basic is supported." Checks that the
 * body has no credentials and returns the request for further use.
 *
 * @throws Refusal for credentials in the body
 */
export async function assertCredentialsInHeader(request: BankRequest): Promise<BankRequest> {
	const body = await request.body();
	const form = new URLSearchParams(body.toString('utf8'));
	const found = ['client_id', 'client_secret', 'client_assertion'].find((name) => form.has(name));
	if (found) throw refused(`${found} must not be in the body`);
	return replaceBody(request, body, header(request, 'content-type') ?? '');
}

function refused(error_description: string): Refusal {
	const headers = { 'cache-control': 'no-store' };
	return new Refusal(json(400, { error: 'invalid_request', error_description }, headers));
}
