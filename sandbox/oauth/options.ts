import type { Consents } from '../accountInformation/consents';
import type { SandboxContext } from '../banks/bank';
import type { Psu } from '../data/psus';
import type { Clients } from './client';
import type { AuthorizationRules, ServerProfile } from './profile';

/** What an authorization server is created with. */
export interface AuthorizationServerOptions extends SandboxContext {
	/** Path under which the authorization server is mounted: that of the bank. */
	prefix: string;
	rules: AuthorizationRules;
	/** Absent: the bank has no dynamic client registration. */
	registrationEndpoint?: string;
	registrations: Clients;
	consents: Consents;
	psus: Psu[];
	profile: ServerProfile;
}
