import type { IDataObject, IRun } from 'n8n-workflow';

import { psuApproves } from '../../sandbox/psu';
import type { EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { localCredential } from '../../scripts/localCredential';
import { aChain, anEngine, errorOf, jsonOf, type AStep } from './workflow';

/** Runs one step of ours with an input item. */
export async function runStep(
	bank: EmbeddedBank,
	step: Omit<AStep, 'name'>,
	{ input = [{}], credential = {} }: { input?: IDataObject[]; credential?: IDataObject } = {},
): Promise<IRun> {
	const engine = await anEngine({
		credential: { ...localCredential(bank, 'zopa'), ...credential },
		input,
	});
	return await engine.run(aChain({ name: 'Step', ...step }));
}

/** The same, and its items; throws what the step failed with. */
export async function stepItems(...args: Parameters<typeof runStep>): Promise<IDataObject[]> {
	return jsonOf(await runStep(...args), 'Step');
}

/** The same, and the error it ended with. */
export async function stepError(...args: Parameters<typeof runStep>) {
	const error = errorOf(await runStep(...args), 'Step');
	if (!error) throw new Error('The step did not fail.');
	return error;
}

/** A registration item of DCR Register. */
export async function register(bank: EmbeddedBank, claims: IDataObject = {}): Promise<IDataObject> {
	const [registration] = await stepItems(bank, { type: 'dcrRegister', parameters: { claims } });
	return registration!;
}

export const fromInput = (registration: IDataObject) => ({
	client: 'input',
	registration: registration.registration,
});

/** A consent item of Create Consent. */
export async function consent(
	bank: EmbeddedBank,
	registration: IDataObject,
	parameters: IDataObject = {},
): Promise<IDataObject> {
	const [item] = await stepItems(bank, {
		type: 'createConsent',
		parameters: { ...fromInput(registration), ...parameters },
	});
	return item!;
}

/** A session item of Get Token, after rora has approved. */
export async function session(
	bank: EmbeddedBank,
	registration: IDataObject,
	parameters: IDataObject = {},
): Promise<IDataObject> {
	const { authorizationUrl } = await consent(bank, registration, parameters);
	const redirectResponse = await psuApproves(String(authorizationUrl), {
		user: 'rora',
		ca: bank.ca,
	});
	const [item] = await stepItems(bank, {
		type: 'getToken',
		parameters: { operation: 'authorizationCode', redirectResponse, ...fromInput(registration) },
	});
	return item!;
}

export const withRefreshToken = {
	grantTypes: ['authorization_code', 'client_credentials', 'refresh_token'],
};
