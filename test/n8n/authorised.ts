import { psuApproves } from '../../sandbox/psu';
import { aWorkflow, ownNode, outputOf, runToEnd, store, type World } from './world';

export const start = { name: 'Start', type: 'n8n-nodes-base.manualTrigger' };

export interface Authorised {
	registration: string;
	consentId: string;
	/** Address to which the bank redirected the PSU, as an operator pastes it. */
	redirectResponse: string;
}

/** Registers a client at Zopa and lets rora approve a consent. */
export async function authorised(world: World): Promise<Authorised> {
	const onboarding = aWorkflow(
		'Onboarding',
		[
			start,
			{ name: 'DCR Register', ...ownNode('dcrRegister', 'Zopa') },
			{
				name: 'Create Consent',
				...ownNode('createConsent', 'Zopa'),
				parameters: { client: 'input' },
			},
		],
		[
			['Start', 'DCR Register'],
			['DCR Register', 'Create Consent'],
		],
	);
	const execution = await runToEnd(world, await store(world, onboarding));
	const [client] = outputOf(execution, 'DCR Register');
	const [consent] = outputOf(execution, 'Create Consent');
	const redirectResponse = await psuApproves(String(consent?.authorizationUrl), {
		user: 'rora',
		ca: world.bank.ca,
	});
	world.entered.push(redirectResponse);
	return {
		registration: String(client?.registration),
		consentId: String(consent?.consentId),
		redirectResponse,
	};
}
