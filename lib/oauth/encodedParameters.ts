import type { EncodedParameters } from '../banks/profile';
import { credentialError, parameterError } from '../errors';

/** The authorization request at a bank that takes all parameters as one base64url text. */
export interface EncodedRequest {
	client_id: string;
	redirect_uri: string;
	/** Space separated. */
	scope: string;
	state: string;
	code_challenge: string;
	consentId: string;
	stepUp?: boolean;
	/** Required with the scope for payments. */
	payment?: PaymentJourney;
}

/** The payment of the consent that the PSU authorises. */
export type PaymentJourney =
	| { type: 'DP'; beneficiaryName: string; amount: string }
	/** `paymentDateTime` is ISO 8601 with an offset. */
	| { type: 'DSP'; beneficiaryName: string; amount: string; paymentDateTime: string }
	| { type: 'DSO' };

/**
 * Returns the URL to send the PSU to: the bank's redirect endpoint with the parameters as unpadded base64url in `data`.
 * Source: The Co-operative Bank, "Parameters"; names in lower case, as in the note on `redirect_uri` and `scope`. The name
 * `data` is missing there: it is what live clients send.
 *
 * @throws ConfigurationError for a consent ID that is not a UUID, or a redirect URI with characters that need escaping
 */
export function encodedAuthorizationUrl(
	endpoint: string,
	rules: EncodedParameters,
	request: EncodedRequest,
): string {
	const { consentId, redirect_uri, scope, payment } = request;
	assertUuid(consentId);
	assertPayment(request, rules);
	assertUnescaped(redirect_uri);
	const escaped = {
		state: request.state,
		code_challenge_method: 'S256',
		code_challenge: request.code_challenge,
		login_hint: rules.loginHint,
		...(request.stepUp && { stepUp: 'require' }),
		display: consentId,
		...(payment && paymentParameters(payment)),
	};
	const parameters = [
		'response_type=code',
		`client_id=${encodeURIComponent(request.client_id)}`,
		// The bank expects these two unescaped, with a plus for the space.
		`redirect_uri=${redirect_uri}`,
		`scope=${scope.replaceAll(' ', '+')}`,
		...Object.entries(escaped).map(([name, value]) => `${name}=${encodeURIComponent(value)}`),
	].join('&');
	const url = new URL(endpoint);
	url.searchParams.set('data', Buffer.from(parameters).toString('base64url'));
	return url.href;
}

function paymentParameters(payment: PaymentJourney): Record<string, string> {
	if (payment.type === 'DSO') return { jrn_typ: 'DSO' };
	return {
		jrn_typ: payment.type,
		ben_name: payment.beneficiaryName,
		amount: payment.amount,
		...(payment.type === 'DSP' && { pymt_dt: payment.paymentDateTime }),
	};
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function assertUuid(consentId: string): void {
	if (uuid.test(consentId)) return;
	throw parameterError(
		`The consent ID "${consentId}" is not a UUID of exactly 36 characters, which this bank requires.`,
		'consentId',
	);
}

/** "If scope is payments, then this parameter and value must be present" */
function assertPayment({ scope, payment }: EncodedRequest, { scopes }: EncodedParameters): void {
	if ((scope === scopes.payments) === (payment !== undefined)) return;
	throw parameterError(
		scope === scopes.payments
			? 'The payment details are missing, which this bank requires with the scope for payments.'
			: 'Payment details are allowed only with the scope for payments.',
		'operation',
	);
}

function assertUnescaped(redirectUri: string): void {
	if (!/[&#%+\s]/.test(redirectUri)) return;
	throw credentialError(
		`The redirect URI "${redirectUri}" must not contain spaces or any of & # % +. This bank takes it unescaped among other parameters.`,
		'redirectUri',
	);
}
