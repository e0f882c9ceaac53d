import { randomUUID, type X509Certificate } from 'node:crypto';

import type { INodeExecutionData } from 'n8n-workflow';

import type { DigestAlgorithm, DnFormat, HttpSignatureRules } from '../../lib/banks/profile';
import { dnFormats } from '../../lib/certificates/distinguishedName';
import { signatureKeyId } from '../../lib/httpSignature/signedRequest';
import {
	readTestData,
	testDataRequest,
	type TestDataCall,
	type TestDataRequestSettings,
} from '../../lib/operations/testData/testDataRequest';
import { requireSigner } from '../../lib/requirements';
import type { Tpp } from '../../lib/tpp';
import type { HttpRequest } from '../../lib/transport/http';
import { output, type Item } from '../shared/operation';

export interface FilledForm {
	call: TestDataCall;
	/** What the bank may accept, but the operator should know. */
	hints?: string[];
}

/** A form that can be read. @throws ConfigurationError that names the field to fix */
interface ReadableForm {
	read(item: Item): FilledForm;
}

/** Sends the form. Without a response body, the item has `success: true`. */
export async function runForm(form: ReadableForm, item: Item): Promise<INodeExecutionData[][]> {
	const { send, request, call } = await requestOf(form, item);
	const response = await send(request);
	const created = readTestData(response, call.kind);
	const { interactionId } = response;
	const objects = created.length > 0 ? created : [{ success: true }];
	return [objects.map((object) => ({ json: { ...object, interactionId } }))];
}

/** Shows the request of the form and the key ID in every format without sending anything. */
export async function runPreview(form: ReadableForm, item: Item): Promise<INodeExecutionData[][]> {
	const { tpp, request } = await requestOf(form, item);
	const { method, url, headers, body } = request;
	return output({
		method,
		url,
		headers: withoutSignature(headers),
		body,
		keyIds: keyIdsByDnFormat(requireSigner(tpp).certificate),
	});
}

/** Reads the form and builds its request. Hints are shown. */
async function requestOf(form: ReadableForm, item: Item) {
	const { tpp, send } = await item.connection();
	const { call, hints = [] } = form.read(item);
	hints.forEach((hint) => item.hint(hint));
	const request: HttpRequest = testDataRequest(withSignatureOptions(tpp, item), call, {
		requestId: randomUUID(),
		now: new Date(),
		psuHeaders: enteredPsuHeaders(item),
	});
	return { tpp, send, call, request };
}

/** Hides the signature, so that nobody can send the request from the execution data. */
function withoutSignature(headers: Record<string, string> = {}): Record<string, string> {
	const { Signature: signature = '' } = headers;
	const hidden = signature.replace(/signature="[^"]*"/, 'signature="[not shown]"');
	return { ...headers, Signature: hidden === signature ? '[not shown]' : hidden };
}

interface SignatureOptions {
	digestAlgorithm?: DigestAlgorithm;
	encodedWord?: HttpSignatureRules['encodedWord'];
	dnFormat?: DnFormat;
	psuCorporateId?: string;
	psuId?: string;
	tppRedirectUri?: string;
}

/** Returns the TPP with the options in the signature rules of the bank. */
function withSignatureOptions(tpp: Tpp, item: Item): Tpp {
	const { bank } = tpp;
	if (!bank.httpSignature) return tpp;
	const { digestAlgorithm, encodedWord, dnFormat } = item.parameter<SignatureOptions>(
		'options',
		{},
	);
	const httpSignature = {
		...bank.httpSignature,
		...(digestAlgorithm && { digestAlgorithm }),
		...(encodedWord && { encodedWord }),
		...(dnFormat && { dnFormat }),
	};
	return { ...tpp, bank: { ...bank, httpSignature } };
}

/** Returns the optional headers of the request. */
function enteredPsuHeaders(item: Item): TestDataRequestSettings['psuHeaders'] {
	const { psuCorporateId, psuId, tppRedirectUri } = item.parameter<SignatureOptions>('options', {});
	return {
		...(psuId && { 'PSU-ID': psuId }),
		...(psuCorporateId && { 'PSU-Corporate-ID': psuCorporateId }),
		...(tppRedirectUri && { 'TPP-Redirect-URI': tppRedirectUri }),
	};
}

/** Returns the key ID of a certificate in every format of the issuer name. */
const keyIdsByDnFormat = (certificate: X509Certificate): Record<string, string> =>
	Object.fromEntries(
		dnFormats.map((dnFormat) => [dnFormat, signatureKeyId(certificate, dnFormat)]),
	);
