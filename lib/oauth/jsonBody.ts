import type { JsonObject } from '../transport/answer';
import type { HttpResponse } from '../transport/http';

/**
 * The members of a JSON body, read as openid-client reads it: without a byte order mark, bytes that are no UTF-8 replaced.
 * Undefined for what is no JSON.
 */
export function jsonBody({ body }: HttpResponse): JsonObject | undefined {
	try {
		return Object(JSON.parse(new TextDecoder().decode(body))) as JsonObject;
	} catch {
		return undefined;
	}
}
