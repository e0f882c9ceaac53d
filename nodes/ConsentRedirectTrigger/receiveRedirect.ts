import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { redirectOutcome, type RedirectOutcome } from '../../lib/oauth/redirectOutcome';
import { errorJson, toOpenBankingError } from '../shared/nodeError';
import { outcomeItem } from '../shared/outcomeItem';
import { connectTrigger } from './connectTrigger';
import { fragmentPage } from './pages/fragmentPage';
import { outcomePage, repeatedPage } from './pages/outcomePage';
import type { Page } from './pages/page';
import { readPageTexts, readRedirects } from './readSettings';
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
		show(context, { ...outcomePage('failed', readPageTexts(context)), ...received });
		return answered;
	}
	try {
		return await receiveAnswer(context, received.response);
	} catch (thrown) {
		return misconfigured(context, thrown);
	}
}

async function receiveAnswer(
	context: IWebhookFunctions,
	response: string,
): Promise<IWebhookResponseData> {
	// Whatever is wrong with the settings shows before the code is used up.
	const tellPsu = readWayToTell(context);
	const connection = await connectTrigger(context);
	const result = await redirectOutcome(connection, response, new Date());
	tellPsu(result);
	if (isRepeated(result) || isUnwanted(context, result)) return answered;
	const inClear = context.getNodeParameter('options.outputTokens', false) as boolean;
	const json = await outcomeItem(result, connection.tpp, inClear);
	return emitted(result.outcome, json);
}

/** What it brought has started the workflow already; a page that is loaded again must not report a failure. */
const isRepeated = (result: RedirectOutcome) => 'repeated' in result;

/** Anybody can send an answer that belongs to no authorisation. */
const isUnwanted = (context: IWebhookFunctions, { consentId }: RedirectOutcome) =>
	consentId === undefined && !context.getNodeParameter('options.emitForeign', false);

/** The PSU sees that it failed, the operator why. */
function misconfigured(context: IWebhookFunctions, thrown: unknown): IWebhookResponseData {
	show(context, outcomePage('failed', readPageTexts(context)));
	return emitted('failed', { outcome: 'failed', ...errorJson(toOpenBankingError(thrown)) });
}

function emitted(outcome: RedirectOutcome['outcome'], json: IDataObject): IWebhookResponseData {
	const workflowData = outcome === 'authorised' ? [[{ json }], []] : [[], [{ json }]];
	return { ...answered, workflowData };
}

function readWayToTell(context: IWebhookFunctions): (result: RedirectOutcome) => void {
	const redirects = readRedirects(context);
	if (redirects) {
		return ({ outcome }) => context.getResponseObject().redirect(303, redirects[outcome]);
	}
	const texts = readPageTexts(context);
	return (result) => {
		const reference = 'error' in result ? result.error.details.interactionId : undefined;
		show(
			context,
			isRepeated(result) ? repeatedPage() : outcomePage(result.outcome, texts, reference),
		);
	};
}

/** Past n8n, which would put the page into a sandbox without an origin. */
function show(context: IWebhookFunctions, { status, headers, body }: Page): void {
	context.getResponseObject().status(status).set(headers).send(body);
}
