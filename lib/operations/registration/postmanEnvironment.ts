import { ConfigurationError } from '../../errors';
import { requireClient, requireRegistrationServer } from '../../requirements';
import { readJsonResponse, type JsonObject } from '../../responses/body';
import { isSecret } from '../../responses/secretMembers';
import type { Tpp } from '../../tpp';
import type { HttpRequest, HttpResponse } from '../../transport/http';

/** The Postman environment file that Ozone banks make for a registered client (Zopa's guide, 3.1: the
 * client is named in the query; Monese's, 2.3: HTTP Basic of client id and secret). */
export function postmanEnvironmentRequest(tpp: Tpp): HttpRequest {
	const { registration } = tpp.bank;
	const rules = registration.via === 'dcr' ? registration.postmanEnvironment : undefined;
	if (!rules) {
		throw new ConfigurationError(`${tpp.bank.name} offers no Postman environment.`, {
			field: 'Operation',
			tppAction: 'fixRequest',
		});
	}
	const { clientId, clientSecret } = requireClient(tpp);
	const url = `${requireRegistrationServer(tpp)}${rules.path}`;
	const headers = { Accept: 'application/json' };
	if (rules.authentication === 'none') {
		return { method: 'GET', url: `${url}?client_id=${encodeURIComponent(clientId)}`, headers };
	}
	if (!clientSecret) {
		throw new ConfigurationError('Client Secret is empty, and the bank asks for it here.', {
			field: 'Client Secret',
		});
	}
	const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
	return { method: 'GET', url, headers: { ...headers, Authorization: `Basic ${basic}` } };
}

export const readPostmanEnvironment = (response: HttpResponse): JsonObject =>
	readJsonResponse(response, { statuses: [200], operation: 'downloading the Postman environment' });

interface EnvironmentValue {
	key?: unknown;
	value?: unknown;
}

/** The environment with the values of its secrets emptied: n8n keeps files with the execution. */
export function withoutSecrets(environment: JsonObject): JsonObject {
	const { values } = environment;
	if (!Array.isArray(values)) return environment;
	return { ...environment, values: (values as Array<EnvironmentValue | null>).map(withoutSecret) };
}

const withoutSecret = (entry: EnvironmentValue | null): EnvironmentValue | null =>
	entry && isSecret(String(entry.key), String(entry.value)) ? { ...entry, value: '' } : entry;
