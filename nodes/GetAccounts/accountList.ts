import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';

import { parameterError } from '../../lib/errors';
import { signed } from '../../lib/httpSignature/signedRequest';
import { joinedSealedText } from '../../lib/jose/seal';
import { withToken } from '../../lib/oauth/bearer';
import { assertUsable, hasExpired, openSession, type Session } from '../../lib/oauth/session';
import {
	problemOfAccount,
	toListedAccount,
	unusableAccounts,
} from '../../lib/operations/accountInformation/listedAccount';
import { listPages } from '../../lib/operations/accountInformation/pagination';
import {
	accountsOf,
	type AccountListName,
} from '../../lib/operations/accountInformation/resources';
import { simplify } from '../../lib/operations/accountInformation/simplify';
import { withConsentAccess } from '../../lib/operations/berlinGroup/authorisation';
import type { JsonObject } from '../../lib/responses/body';
import type { Connection, Send } from '../../lib/transport/http';
import { connectTo } from '../shared/connection';
import { toTpp } from '../shared/credential';
import type { CredentialFields } from '../shared/credentialFields';
import { presentError, toNodeError } from '../shared/nodeError';
import { listOperationFields } from './fields';
import { assertOfConsent } from './runs';

/**
 * Returns the accounts that the PSU selected, for the list in the panel. The editor evaluates the field *Session* with the
 * item that the previous node has output, if it has run.
 *
 * @param filter what the operator typed into the search box
 * @throws NodeOperationError or NodeApiError, whose message and description the list shows
 */
export async function searchAccounts(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	try {
		const fields = await this.getCredentials<CredentialFields>('openBankingApi');
		const tpp = await toTpp(fields, new Date());
		const session = await openSession(readSession(this), { ...tpp, client: undefined });
		assertReadable(session);
		const choices = await readChoices(connectTo(tpp, this.helpers), session, resourceOf(this));
		const searched = filter.toLowerCase();
		return { results: choices.filter(({ name }) => name.toLowerCase().includes(searched)) };
	} catch (thrown) {
		throw toNodeError(presentError(thrown, listOperationFields('balances')), this.getNode(), 0);
	}
}

/** Card accounts have a list of their own at banks of the Berlin Group. */
function resourceOf(panel: ILoadOptionsFunctions): AccountListName {
	const operation = String(panel.getCurrentNodeParameter('operation'));
	return operation.startsWith('card') ? accountsOf(operation as AccountListName) : 'accounts';
}

/** @throws ConfigurationError when the editor does not know the session yet */
function readSession(panel: ILoadOptionsFunctions): string {
	const session = panel.getCurrentNodeParameter('session');
	if (typeof session === 'string' && session !== '' && !session.startsWith('=')) {
		return joinedSealedText(session);
	}
	throw parameterError(
		'The list needs the session, and the field Session is empty until the previous node has run. Execute the previous node, or enter the account by ID.',
		'session',
	);
}

/**
 * Checks that the list can be read without a refresh. n8n stores nothing for a panel, so a refreshed session would be lost,
 * and with it the consent at a bank that replaces refresh tokens.
 */
function assertReadable(session: Session): void {
	assertOfConsent(session);
	assertUsable(session);
	if (!hasExpired(session)) return;
	throw parameterError('The session has expired, so the list cannot be read.', 'session', {
		suggestion: 'refreshSession',
	});
}

async function readChoices(
	connection: Connection,
	session: Session,
	resource: AccountListName,
): Promise<INodeListSearchItems[]> {
	const authorized = { tpp: connection.tpp, send: withAccess(connection, session) };
	const choices: INodeListSearchItems[] = [];
	const unusable: string[] = [];
	for await (const accounts of listPages(authorized, resource, {})) {
		for (const account of accounts) {
			const reason = problemOfAccount(account, choices.length + unusable.length + 1);
			if (reason === undefined) choices.push(toChoice(account, resource));
			else unusable.push(reason);
		}
	}
	if (choices.length === 0 && unusable.length > 0) throw unusableAccounts(unusable);
	return choices;
}

function withAccess(connection: Connection, session: Session): Send {
	if (session.psu) return withConsentAccess(signed(connection), session);
	return withToken(connection.send, {
		current: async () => session.accessToken,
		renew: async () => undefined,
	});
}

function toChoice(account: JsonObject, resource: AccountListName): INodeListSearchItems {
	const { accountId: value } = toListedAccount(account);
	return { name: nameOf(account, resource) || value, value };
}

/**
 * Returns what tells an account from the others, such as `Bills, 60161331926819, GBP`. Empty: nothing does, or a member is
 * invalid, which is no reason to leave out the account.
 */
function nameOf(account: JsonObject, resource: AccountListName): string {
	try {
		const { accountName, identification, currency } = simplify(resource, account, {});
		return [accountName, identification, currency].filter(Boolean).join(', ');
	} catch {
		return '';
	}
}
