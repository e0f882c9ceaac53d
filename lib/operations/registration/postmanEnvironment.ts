import { parameterError } from '../../errors';
import { requireClient, requireClientSecret, requireRegistrationServer } from '../../requirements';
import { readJsonResponse, type JsonObject } from '../../responses/body';
import { jsonText } from '../../responses/json';
import { isSecret, withoutSecrets } from '../../responses/secretMembers';
import type { Tpp } from '../../tpp';
import type { HttpRequest, HttpResponse } from '../../transport/http';

/**
 * Builds the request for the Postman environment file that Ozone banks create for a registered client. Zopa identifies the
 * client in the query (Zopa's guide, 3.1); Monese by HTTP Basic with client ID and secret (Monese's guide, 2.3).
 *
 * @throws ConfigurationError when the bank has no such file, or the client or its secret is missing
 */
export function postmanEnvironmentRequest(tpp: Tpp): HttpRequest {
	const { registration } = tpp.bank;
	const rules = registration.via === 'dcr' ? registration.postmanEnvironment : undefined;
	if (!rules) {
		throw parameterError(
			`${tpp.bank.name} does not provide a Postman environment. No request was sent.`,
			'operation',
		);
	}
	const client = requireClient(tpp);
	const url = `${requireRegistrationServer(tpp)}${rules.path}`;
	const headers = { Accept: 'application/json' };
	if (rules.authentication === 'none') {
		const query = `client_id=${encodeURIComponent(client.clientId)}`;
		return { method: 'GET', url: `${url}?${query}`, headers };
	}
	const credentials = `${client.clientId}:${requireClientSecret(client, tpp.bank)}`;
	const basic = Buffer.from(credentials).toString('base64');
	return { method: 'GET', url, headers: { ...headers, Authorization: `Basic ${basic}` } };
}

/** Reads the environment file. @throws AspspError when the bank responded with an error */
export const readPostmanEnvironment = (response: HttpResponse): JsonObject =>
	readJsonResponse(response, { statuses: [200], operation: 'downloading the Postman environment' });

interface EnvironmentValue {
	key?: unknown;
	value?: unknown;
	/** Postman writes `secret` for what it hides. */
	type?: unknown;
}

/**
 * Returns the environment with empty values for secrets, because the file may be stored. Secrets within a value that is an object or
 * a list are removed.
 */
export function withoutSecretValues(environment: JsonObject): JsonObject {
	const { values } = environment;
	const emptied = Array.isArray(values)
		? { ...environment, values: (values as Array<EnvironmentValue | null>).map(withoutSecret) }
		: environment;
	return withoutSecrets(emptied) as JsonObject;
}

const withoutSecret = (entry: EnvironmentValue | null): EnvironmentValue | null =>
	entry && isSecretEntry(entry) ? { ...entry, value: '' } : entry;

const isSecretEntry = ({ key, value, type }: EnvironmentValue): boolean =>
	type === 'secret' || isSecret(jsonText(key), jsonText(value));
