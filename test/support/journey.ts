import type { IDataObject, IRun } from 'n8n-workflow';

import { psuApproves } from '../../sandbox/psu';
import type { EmbeddedBank } from '../../sandbox/startEmbeddedBank';
import { localCredential } from '../../scripts/localCredential';
import { aChain, anEngine, errorOf, jsonOf, type AStep } from './workflow';

/** Runs one node with an input item. */
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

/** Runs one node and returns its items. @throws Error when the node failed */
export async function stepItems(...args: Parameters<typeof runStep>): Promise<IDataObject[]> {
	return jsonOf(await runStep(...args), 'Step');
}

/** Runs one node and returns its error. */
export async function stepError(...args: Parameters<typeof runStep>) {
	const error = errorOf(await runStep(...args), 'Step');
	if (!error) throw new Error('The step did not fail.');
	return error;
}

/** Returns an item of DCR Register → Register Client. Each call registers a client. */
export async function register(
	bank: EmbeddedBank,
	claims: IDataObject = {},
	credential?: IDataObject,
): Promise<IDataObject> {
	const step = { type: 'dcrRegister', parameters: { claims, options: { registerAgain: true } } };
	const [registration] = await stepItems(bank, step, { credential });
	return registration!;
}

export const fromInput = (registration: IDataObject) => ({
	client: 'input',
	registration: registration.registration,
});

/** Returns an item of Create Consent. */
export async function consent(
	bank: EmbeddedBank,
	registration: IDataObject,
	parameters: IDataObject = {},
	credential?: IDataObject,
): Promise<IDataObject> {
	const step = {
		type: 'createConsent',
		parameters: { ...fromInput(registration), ...parameters },
	};
	const [item] = await stepItems(bank, step, { credential });
	return item!;
}

/** Returns an item of Get Token, after rora approved. */
export async function session(
	bank: EmbeddedBank,
	registration: IDataObject,
	parameters: IDataObject = {},
	credential?: IDataObject,
): Promise<IDataObject> {
	const { authorizationUrl } = await consent(bank, registration, parameters, credential);
	const redirectResponse = await psuApproves(String(authorizationUrl), {
		user: 'rora',
		ca: bank.ca,
	});
	const step = {
		type: 'getToken',
		parameters: { operation: 'authorizationCode', redirectResponse, ...fromInput(registration) },
	};
	const [item] = await stepItems(bank, step, { credential });
	return item!;
}

export const withRefreshToken = {
	grantTypes: ['authorization_code', 'client_credentials', 'refresh_token'],
};
