import type { IWebhookFunctions } from 'n8n-workflow';

import { clearCaches } from '../../lib/expiringCache';
import { receiveRedirect } from '../../nodes/ConsentRedirectTrigger/receiveRedirect';
import { newState } from '../../lib/oauth/state';
import { aTpp } from '../../test/support/builders';
import { aCertificate } from '../../test/support/certificates';
import { isJsonObject, parseJson } from '../../lib/responses/json';
import { mutateJson } from './mutateText';
import { json, secretNamed, type Target } from './target';

const code = secretNamed('code of the webhook');
const script = '<img src=x onerror=alert(1)>';
const { certificatePem, keyPem } = aCertificate();
const form = { 'content-type': 'application/x-www-form-urlencoded' };

const credential = {
	...{ bank: 'eika', environment: 'sandbox', transportFormat: 'pem', signingFormat: 'pem' },
	...{
		transportCertificate: certificatePem,
		transportKey: keyPem,
		sessionSecret: secretNamed('seal'),
	},
};

/** Calls the trigger's webhook with a request that anybody can send, and returns the pages that it shows. */
export const webhook: Target = {
	name: 'webhook',
	mutate: mutateJson,
	secrets: [code, ...keyPem.split('\n').slice(1, -2)],
	stepsPerByte: 100,
	seeds: async () => {
		const { state } = await newState(aTpp(), {
			responseType: 'code',
			consentId: 'c',
			now: new Date(),
		});
		return [
			{ method: 'GET', url: `/webhook/open-banking?code=${code}&state=${state}` },
			{ method: 'POST', url: '/', headers: form, body: `error=access_denied&state=${state}` },
			{ method: 'GET', url: `/webhook/open-banking?code=${code}&state=abc` },
			{
				method: 'GET',
				url: `/webhook/open-banking?error=${encodeURIComponent(script)}&state=${script}`,
			},
			{ method: 'GET', url: '/webhook/open-banking' },
			{ method: 'POST', url: '/', headers: form, body: `code=${code}&state=abc` },
			{
				method: 'POST',
				url: '/',
				headers: form,
				body: `fragment=${encodeURIComponent(`code=${code}&state=eyJ.a.b.c.d`)}`,
			},
			{ method: 'POST', url: '/', headers: { 'content-type': 'application/json' }, body: '{}' },
			{ method: 'HEAD', url: '/?response=eyJ.eyJ.x' },
		].map(json);
	},
	run: async (input) => {
		clearCaches();
		const pages: string[] = [];
		await receiveRedirect(contextOf(input, pages));
		if (pages.length !== 1) throw new Error(`${pages.length} pages were sent to the browser.`);
		if (pages[0]!.includes(script)) throw new Error('The page contains markup of the request.');
		return pages;
	},
};

function contextOf(input: Buffer, pages: string[]): IWebhookFunctions {
	const parsed = parseJson(input);
	const { method, url, headers, body } = isJsonObject(parsed)
		? parsed
		: { url: input.toString('latin1') };
	const request = {
		method: typeof method === 'string' ? method : 'GET',
		url: typeof url === 'string' ? url : '/',
		headers: isJsonObject(headers) ? headers : {},
		rawBody: typeof body === 'string' ? Buffer.from(body) : undefined,
	};
	const response = {
		headersSent: false,
		status: () => response,
		set: () => response,
		send: (page: string) => {
			pages.push(page);
			response.headersSent = true;
		},
	};
	return {
		getRequestObject: () => request,
		getResponseObject: () => response,
		getCredentials: async () => credential,
		// The settings of a new trigger.
		getNodeParameter: (_name: string, fallback: unknown) => fallback,
		helpers: {},
	} as unknown as IWebhookFunctions;
}
