import { InvalidResponseError } from '../../errors';
import { assertStatus } from '../../responses/body';
import type { Tpp } from '../../tpp';
import type { HttpRequest, HttpResponse } from '../../transport/http';
import { accountRequest, accountResources } from './resources';

/** Which file to read. */
export interface StatementFileSettings {
	accountId: string;
	statementId: string;
	/** Media type, such as `application/pdf`. */
	mimeType: string;
}

export interface StatementFile {
	content: Buffer;
	fileName: string;
	mimeType: string;
}

/**
 * Builds `GET /accounts/{AccountId}/statements/{StatementId}/file`. The request names the format of the file (OBIE
 * Read/Write, "Statements").
 */
export function statementFileRequest(
	tpp: Tpp,
	{ mimeType, ...ids }: StatementFileSettings,
): HttpRequest {
	const request = accountRequest(tpp, 'statementFiles', ids);
	return { ...request, headers: { ...request.headers, Accept: mimeType } };
}

/**
 * Reads the file of a statement.
 *
 * @throws AspspError when the bank responded with an error, InvalidResponseError for a success without a file
 */
export function readStatementFile(
	response: HttpResponse,
	{ statementId, mimeType: requested }: StatementFileSettings,
): StatementFile {
	const operation = `reading ${accountResources.statementFiles.label}`;
	assertStatus(response, { statuses: [200], operation, access: 'psu' });
	const { status, headers, body, interactionId } = response;
	if (body.length === 0) {
		throw new InvalidResponseError(`The bank's response when ${operation} is empty.`, {
			httpStatus: status,
			interactionId,
		});
	}
	const mimeType = headers['content-type']?.split(';')[0]?.trim() || requested;
	return { content: body, mimeType, fileName: fileNameOf(headers, statementId, mimeType) };
}

/** Returns the name that the bank gives the file (RFC 6266), without folders, or one from the statement's ID. */
function fileNameOf(
	headers: HttpResponse['headers'],
	statementId: string,
	mimeType: string,
): string {
	const [, quoted, plain] =
		/;\s*filename=(?:"([^"]*)"|([^\s;]+))/i.exec(headers['content-disposition'] ?? '') ?? [];
	const given = (quoted ?? plain ?? '').split(/[\\/]/).at(-1) ?? '';
	const safe = given.replace(/[^\w. ()-]/g, '_').replace(/^\.+/, '');
	const id = statementId.replace(/[^\w-]/g, '_');
	return safe || `statement-${id}${extensions[mimeType.toLowerCase()] ?? ''}`;
}

const extensions: Record<string, string> = {
	'application/json': '.json',
	'application/pdf': '.pdf',
	'application/xml': '.xml',
	'text/csv': '.csv',
	'text/plain': '.txt',
};
