import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { ConfigurationError } from '../../lib/errors';
import { createCache } from '../../lib/expiringCache';
import { jsonHash } from '../../lib/hash';
import { isSealedText, joinedSealedText } from '../../lib/jose/seal';
import { stateOf } from '../../lib/oauth/redirect';
import type { RedirectOutcome } from '../../lib/oauth/redirectOutcome';
import { authorisationOutcome } from '../../lib/operations/consents';
import { openRegistration, toClient } from '../../lib/operations/registration/registration';
import type { Tpp } from '../../lib/tpp';
import type { Connection } from '../../lib/transport/http';
import { connectTo } from '../shared/connection';
import { toTpp } from '../shared/credential';
import type { CredentialFields } from '../shared/credentialFields';
import { errorJson, presentError, type PresentedError } from '../shared/nodeError';
import { outcomeItem } from '../shared/sessionItem';
import { isNewFailure, isNewOutcome } from './deduplication';
import { fragmentPage, outcomePage, pendingPage, repeatedPage, type Page } from './pages';
import { readRedirectRequest } from './redirectRequest';
import { readPageTexts, readTriggerSettings, triggerFields, type Settings } from './settings';

/** The trigger responds itself, and n8n starts the workflow only if there is data. */
const noWorkflow: IWebhookResponseData = { noWebhookResponse: true };

/**
 * Handles a request to the redirect URI: shows the page that posts the fragment, or validates the response, exchanges its
 * code, tells the PSU the outcome and starts the workflow.
 */
export async function receiveRedirect(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const received = readRedirectRequest(context.getRequestObject());
	if (received.kind === 'empty') {
		sendPage(context, fragmentPage());
		return noWorkflow;
	}
	if (received.kind === 'invalid') {
		sendPage(context, { ...failedPage(context), status: received.status });
		return noWorkflow;
	}
	const state = stateOf(new URLSearchParams(received.response));
	const waiting = setTimeout(
		() => sendPage(context, pendingPage(readPageTexts(context))),
		pageTimeout,
	);
	try {
		return await receiveResponse(context, received.response, state);
	} catch (thrown) {
		sendPage(context, failedPage(context));
		return isUnrecognised(state)
			? noWorkflow
			: reportFailure(context, presentError(thrown, triggerFields));
	} finally {
		clearTimeout(waiting);
	}
}

/** Milliseconds after which the PSU gets a page, whatever the bank's servers do. The exchange goes on. */
const pageTimeout = 8_000;

/** Starts the workflow with a failure of the trigger itself, but not for every request that anybody sends. */
function reportFailure(
	context: IWebhookFunctions,
	presented: PresentedError,
): IWebhookResponseData {
	const path = String(context.getNodeParameter('path', ''));
	if (!isNewFailure(presented.error, path)) return noWorkflow;
	return startWorkflow('failed', { outcome: 'failed', ...errorJson(presented) });
}

async function receiveResponse(
	context: IWebhookFunctions,
	response: string,
	state: string | null,
): Promise<IWebhookResponseData> {
	// Read first: invalid settings must fail before the code is exchanged.
	const settings = readTriggerSettings(context);
	if (isUnrecognised(state) && !settings.acceptsUnrecognised) {
		sendPage(context, failedPage(context));
		return noWorkflow;
	}
	const connection = await connectTrigger(context);
	const result = await authorisationOutcome(connection, response, new Date());
	assertClientFound(result);
	// Before the PSU is told the outcome: a later failure would lose the session.
	const { hasPlainTokens } = settings;
	const item = await outcomeItem(result, connection.tpp, {
		hasPlainTokens,
		present: (thrown) => presentError(thrown, triggerFields),
	});
	respondToPsu(context, result, settings);
	const startsWorkflow =
		result.consentId === undefined ? settings.acceptsUnrecognised : isNewOutcome(result, state);
	return startsWorkflow ? startWorkflow(result.outcome, item) : noWorkflow;
}

/** Without a client no state opens, so the outcome names no authorisation. The operator must know all the same. */
function assertClientFound(result: RedirectOutcome): void {
	if (result.consentId !== undefined || !('error' in result)) return;
	if (result.error instanceof ConfigurationError) throw result.error;
}

/** Anybody can call the webhook, so the credential's certificates and keys are not parsed for each request. */
const tpps = createCache<Tpp>(50);
const lifetime = 5 * 60 * 1000;

/** Returns the TPP and its connection to the bank, with the client that the field *Client* selects. */
async function connectTrigger(context: IWebhookFunctions): Promise<Connection> {
	const fields = await context.getCredentials<CredentialFields>('openBankingApi');
	const tpp = await tpps.get(jsonHash(fields), async () => ({
		value: await toTpp(fields, new Date()),
		expires: Date.now() + lifetime,
	}));
	return connectTo(await withSelectedClient(context, tpp), context.helpers);
}

/** *Automatic* leaves the choice to the state of the redirect. */
async function withSelectedClient(context: IWebhookFunctions, tpp: Tpp): Promise<Tpp> {
	const source = context.getNodeParameter('client', 'automatic');
	if (source === 'automatic') return tpp;
	if (source === 'credential') return { ...tpp, isClientChosen: true };
	const sealed = joinedSealedText(String(context.getNodeParameter('registration', '')));
	const client = toClient(await openRegistration(sealed, tpp), tpp);
	return { ...tpp, client, isClientChosen: true };
}

/** Anybody can send a redirect that does not belong to an authorisation of ours. */
const isUnrecognised = (state: string | null) => !isSealedText(state);

function startWorkflow(
	outcome: RedirectOutcome['outcome'],
	json: IDataObject,
): IWebhookResponseData {
	const workflowData = outcome === 'authorised' ? [[{ json }], []] : [[], [{ json }]];
	return { ...noWorkflow, workflowData };
}

const failedPage = (context: IWebhookFunctions): Page =>
	outcomePage('failed', readPageTexts(context));

function respondToPsu(
	context: IWebhookFunctions,
	result: RedirectOutcome,
	{ redirects, texts }: Settings,
): void {
	if (redirects) {
		const isConnected = result.outcome === 'authorised' || 'broughtSession' in result;
		sendRedirect(context, isConnected ? redirects.success : redirects.failure);
	} else if (result.outcome === 'repeated') {
		sendPage(context, repeatedPage(texts));
	} else {
		const reference = 'error' in result ? result.error.details.interactionId : undefined;
		sendPage(context, outcomePage(result.outcome, texts, reference));
	}
}

/** Sends the page past n8n, which would put it into a sandbox without an origin. */
function sendPage(context: IWebhookFunctions, { status, headers, body }: Page): void {
	const response = context.getResponseObject();
	if (!response.headersSent) response.status(status).set(headers).send(body);
}

/** Sends a redirect that does not reveal the current URL, which may contain a code, to the other site. */
function sendRedirect(context: IWebhookFunctions, location: string): void {
	const headers = { 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' };
	const response = context.getResponseObject();
	if (!response.headersSent) response.set(headers).redirect(303, location);
}
