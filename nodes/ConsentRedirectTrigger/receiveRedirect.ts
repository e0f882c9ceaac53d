import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { looksSealed } from '../../lib/jose/seal';
import { stateOf } from '../../lib/oauth/jarm';
import { redirectOutcome, type RedirectOutcome } from '../../lib/oauth/redirectOutcome';
import { errorJson } from '../shared/nodeError';
import { outcomeItem } from '../shared/outcomeItem';
import { presentError, type PresentedError } from '../shared/presentError';
import { connectTrigger } from './connectTrigger';
import { isNewFailure, isNewOutcome } from './deduplication';
import { fragmentPage } from './pages/fragmentPage';
import { outcomePage, repeatedPage } from './pages/outcomePage';
import type { Page } from './pages/page';
import { readPageTexts, readSettings, type Settings } from './readSettings';
import { readRedirectRequest } from './redirectRequest';
import { triggerFields } from './triggerFields';

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
	try {
		return await receiveResponse(context, received.response, state);
	} catch (thrown) {
		sendPage(context, failedPage(context));
		return isUnrecognised(state)
			? noWorkflow
			: reportFailure(context, presentError(thrown, triggerFields));
	}
}

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
	const settings = readSettings(context);
	if (isUnrecognised(state) && !settings.acceptsUnrecognised) {
		sendPage(context, failedPage(context));
		return noWorkflow;
	}
	const connection = await connectTrigger(context);
	const result = await redirectOutcome(connection, response, new Date());
	// Before the PSU is told the outcome: a later failure would lose the session.
	const { hasPlainTokens } = settings;
	const item = await outcomeItem(result, connection.tpp, { hasPlainTokens, fields: triggerFields });
	respondToPsu(context, result, settings);
	const startsWorkflow =
		result.consentId === undefined ? settings.acceptsUnrecognised : isNewOutcome(result, state);
	return startsWorkflow ? startWorkflow(result.outcome, item) : noWorkflow;
}

/** Anybody can send a redirect that does not belong to an authorisation of ours. */
const isUnrecognised = (state: string | null) => !looksSealed(state);

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
	context.getResponseObject().status(status).set(headers).send(body);
}

/** Sends a redirect that does not reveal the current URL, which may contain a code, to the other site. */
function sendRedirect(context: IWebhookFunctions, location: string): void {
	const headers = { 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' };
	context.getResponseObject().set(headers).redirect(303, location);
}
