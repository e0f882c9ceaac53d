import { psuAccess, type Access } from '../accountInformation/access';
import type { AccountInformationBank, BankEndpoint } from '../accountInformation/bank';
import { obieRefused } from '../accountInformation/refusal';
import { pageResponse } from '../accountInformation/response';
import { statementsOf, type Statement } from '../accountInformation/statements';
import { viewOf } from '../data/view';
import { header, type BankRequest } from '../http/request';
import { Refusal } from '../http/response';
import { transactionPermissions, transactionsResponse } from './transactions';

const permissions = ['ReadStatementsBasic', 'ReadStatementsDetail'];

/** Returns one statement of an account. */
export const readStatement: BankEndpoint = async (request, bank) => {
	const access = await psuAccess(request, bank, ...permissions);
	const items = viewOf([findStatement(request, bank, access)]);
	return pageResponse(request, bank, { name: 'Statement', items, size: 1000 });
};

/** Returns the transactions in the period of a statement. This requires the permissions of both. */
export const readStatementTransactions: BankEndpoint = async (request, bank) => {
	await psuAccess(request, bank, ...permissions);
	const access = await psuAccess(request, bank, ...transactionPermissions);
	const { StartDateTime, EndDateTime } = findStatement(request, bank, access);
	return transactionsResponse(request, bank, {
		access,
		accounts: viewOf([access.account(request.parameters['AccountId']!)]),
		from: new Date(StartDateTime),
		to: new Date(EndDateTime),
	});
};

/** Returns a statement as a PDF file, the only format of this bank. */
export const readStatementFile: BankEndpoint = async (request, bank) => {
	const access = await psuAccess(request, bank, 'ReadStatementsDetail');
	const { StatementId, StartDateTime, EndDateTime } = findStatement(request, bank, access);
	if (!/application\/(pdf|\*)|\*\/\*/.test(header(request, 'accept') ?? '*/*')) {
		throw new Refusal({ status: 406 });
	}
	return {
		status: 200,
		headers: {
			'content-type': 'application/pdf',
			'content-disposition': `attachment; filename="${StatementId}.pdf"`,
		},
		body: `%PDF-1.4\n% Statement ${StatementId} from ${StartDateTime} to ${EndDateTime}\n%%EOF\n`,
	};
};

function findStatement(
	{ parameters }: BankRequest,
	{ data }: AccountInformationBank,
	access: Access,
): Statement {
	const account = access.account(parameters['AccountId']!);
	const { permissions: given } = access;
	const found = statementsOf(account, { data, permissions: given }).find(
		({ StatementId }) => StatementId === parameters['StatementId'],
	);
	if (found) return found;
	throw obieRefused(400, 'U011', 'The account does not have this statement', 'StatementId');
}
