import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import type { OpenBankingError } from '../../lib/errors';
import { isSealedText } from '../../lib/jose/seal';
import { stateOf } from '../../lib/oauth/redirect';
import { redirectOutcome, type RedirectOutcome } from '../../lib/oauth/redirectOutcome';
import { errorJson } from '../shared/nodeError';
import { presentError } from '../shared/presentError';
import { triggerFields } from './triggerFields';
import { outcomeItem } from '../shared/outcomeItem';
import { connectTrigger } from './connectTrigger';
import { isNewFailure, isNews } from './isNews';
import { fragmentPage } from './pages/fragmentPage';
import { outcomePage, repeatedPage } from './pages/outcomePage';
import type { Page } from './pages/page';
import { readPageTexts, readSettings, type Settings } from './readSettings';
import { readRedirectRequest } from './redirectRequest';

/** n8n is to answer nothing itself, and to start no workflow unless there is data for it. */
const answered: IWebhookResponseData = { noWebhookResponse: true };

/**
 * The redirect URI: shows the page that hands a fragment on, or validates the answer, exchanges its code, tells the PSU what
 * came of it and starts the workflow.
 */
export async function receiveRedirect(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const received = readRedirectRequest(context.getRequestObject());
	if (received.is === 'nothing') {
		show(context, fragmentPage());
		return answered;
	}
	if (received.is === 'refused') {
		show(context, { ...failedPage(context), status: received.status });
		return answered;
	}
	const state = stateOf(new URLSearchParams(received.response));
	try {
		return await receiveAnswer(context, received.response, state);
	} catch (thrown) {
		show(context, failedPage(context));
		return isForeign(state) ? answered : tellOperator(context, presentError(thrown, triggerFields));
	}
}

/** The operator has to see what is broken, but not from whoever sends anything. */
function tellOperator(context: IWebhookFunctions, error: OpenBankingError): IWebhookResponseData {
	const path = String(context.getNodeParameter('path', ''));
	if (!isNewFailure(error, path)) return answered;
	return emitted('failed', { outcome: 'failed', ...errorJson(error) });
}

async function receiveAnswer(
	context: IWebhookFunctions,
	response: string,
	state: string | null,
): Promise<IWebhookResponseData> {
	// Whatever is wrong with the settings shows before the code is used up.
	const settings = readSettings(context);
	if (isForeign(state) && !settings.emitForeign) {
		show(context, failedPage(context));
		return answered;
	}
	const connection = await connectTrigger(context);
	const result = await redirectOutcome(connection, response, new Date());
	// Made before the PSU is told anything: afterwards nothing may fail that would cost a session.
	const item = await outcomeItem(result, connection.tpp, settings.tokensInClear);
	tellPsu(context, result, settings);
	const starts = result.consentId === undefined ? settings.emitForeign : isNews(result, state);
	return starts ? emitted(result.outcome, item) : answered;
}

/** Anybody can send an answer that is not ours. */
const isForeign = (state: string | null) => !isSealedText(state);

function emitted(outcome: RedirectOutcome['outcome'], json: IDataObject): IWebhookResponseData {
	const workflowData = outcome === 'authorised' ? [[{ json }], []] : [[], [{ json }]];
	return { ...answered, workflowData };
}

const failedPage = (context: IWebhookFunctions): Page =>
	outcomePage('failed', readPageTexts(context));

function tellPsu(
	context: IWebhookFunctions,
	result: RedirectOutcome,
	{ redirects, texts }: Settings,
): void {
	if (redirects) {
		const hasSession = result.outcome === 'authorised' || 'broughtSession' in result;
		redirect(context, hasSession ? redirects.authorised : redirects.otherwise);
	} else if (result.outcome === 'repeated') {
		show(context, repeatedPage(texts));
	} else {
		const reference = 'error' in result ? result.error.details.interactionId : undefined;
		show(context, outcomePage(result.outcome, texts, reference));
	}
}

/** Past n8n, which would put the page into a sandbox without an origin. */
function show(context: IWebhookFunctions, { status, headers, body }: Page): void {
	context.getResponseObject().status(status).set(headers).send(body);
}

/** The address that is left may hold a code: no other site is to learn it. */
function redirect(context: IWebhookFunctions, location: string): void {
	const headers = { 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' };
	context.getResponseObject().set(headers).redirect(303, location);
}
