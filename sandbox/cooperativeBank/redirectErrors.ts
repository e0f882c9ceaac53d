import type { BankErrors } from '../oauth/interaction';

const authenticationDeclined = {
	error: 'Authentication declined',
	error_description: 'User declined authentication',
};

/** Page "AIS endpoints and errors", "OAuth2.0 redirection error mapping": the errors that a PSU can cause here. */
export const redirectErrors: BankErrors = {
	cancelled: {
		login: authenticationDeclined,
		step_up: authenticationDeclined,
		consent: { error: 'Consent declined', error_description: 'User declined consent' },
	},
	failed: {
		login: {
			error: 'Authentication failed',
			error_description: 'User locked out of Online Banking',
		},
		step_up: {
			error: 'Account not found',
			error_description: 'User account details supplied do not meet criteria',
		},
	},
};
