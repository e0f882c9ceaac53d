import {
	readStatementFile,
	statementFileRequest,
} from '../../../lib/operations/accountInformation/statementFile';
import { aResponse, aTpp, rejection } from '../../support/builders';

const settings = { accountId: 'a 1', statementId: 'st/1', mimeType: 'application/pdf' };

it('The request names the account, the statement and the format', () => {
	expect(statementFileRequest(aTpp(), settings)).toEqual({
		method: 'GET',
		url: 'https://api.bank.example/open-banking/v4.0/aisp/accounts/a%201/statements/st%2F1/file',
		headers: { Accept: 'application/pdf' },
	});
});

it.each([
	[{ 'content-disposition': 'attachment; filename="May 2026.pdf"' }, 'May 2026.pdf'],
	[{ 'content-disposition': 'inline; filename=may.pdf; size=3' }, 'may.pdf'],
	[{ 'content-disposition': 'attachment; filename="../../etc/passwd"' }, 'passwd'],
	[{ 'content-disposition': 'attachment; filename="C:\\secret\\.bashrc"' }, 'bashrc'],
	[{ 'content-disposition': 'attachment' }, 'statement-st_1.pdf'],
	[{}, 'statement-st_1.pdf'],
	[{ 'content-type': 'text/csv; charset=utf-8' }, 'statement-st_1.csv'],
	[{ 'content-type': 'application/x-unknown' }, 'statement-st_1'],
])('The file of a response with %j is called %s', (headers, fileName) => {
	const response = aResponse({
		headers: { 'content-type': 'application/pdf', ...headers },
		text: '%PDF',
	});
	expect(readStatementFile(response, settings)).toMatchObject({
		content: Buffer.from('%PDF'),
		fileName,
	});
});

it.each([
	[200, "The bank's response when reading the file of a statement is empty."],
	[204, 'The bank responded with 204 when reading the file of a statement. Expected: 200.'],
])('A response with status %d and no file is invalid', async (status, message) => {
	expect(await rejection(() => readStatementFile(aResponse({ status }), settings))).toMatchObject({
		code: 'OB_INVALID_RESPONSE',
		message,
	});
});
