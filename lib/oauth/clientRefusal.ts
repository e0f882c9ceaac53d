import type { TokenEndpointAuthMethod } from '../banks/profile';
import { AspspError, type OpenBankingError } from '../errors';
import type { Client } from '../tpp';

/** What a bank refused of a client that asked for a token, with the field of the credential to check. */
interface Refused {
	sentence: string;
	/** Key of the credential's field. Absent: no field of the credential can fix it. */
	key?: string;
}

interface Row extends Refused {
	/** Absent: any code, or none. */
	codes?: RegExp;
	/** Absent: any text. */
	messages?: RegExp;
}

/** The first row that matches applies. Codes are of RFC 6749 §5.2; the standard leaves the text to the bank. */
const rows: Row[] = [
	{
		messages: /\bSSL certificate\b/,
		sentence: 'The bank refuses the transport certificate.',
		key: 'transportCertificate',
	},
	{
		codes: /^invalid_client$/,
		messages: /\bcertificate\b/i,
		sentence:
			'The bank refuses the transport certificate: it is not the one that the client is registered with.',
		key: 'transportCertificate',
	},
	{
		codes: /^invalid_client$/,
		messages: /\b(assertion|signature|kid)\b/i,
		sentence: 'The bank refuses the signature with which the client authenticates.',
		key: 'signingKey',
	},
	{
		codes: /^invalid_client$/,
		// Not the word in brackets, which stands for something that is concealed.
		messages: /(?<!\[)\bsecret\b/i,
		sentence: 'The bank refuses the client secret.',
		key: 'clientSecret',
	},
	{
		codes: /^invalid_client$/,
		messages: /\b(unknown client|client (is )?(not found|unknown|invalid))\b/i,
		sentence: 'The bank does not know the client ID.',
		key: 'clientId',
	},
	{
		codes: /^invalid_scope$/,
		sentence:
			'The bank accepts the client, but it refuses the scope "accounts". Register the client for this scope.',
	},
	{
		codes: /^(unauthorized_client|invalid_request)$/,
		messages: /\bgrant[ _]type\b|unauthorized_client/,
		sentence:
			'The bank knows the client, but the client is not registered for the grant type client_credentials.',
	},
];

/** How to tell a wrong client ID from another cause. */
const compareId =
	'Compare the client ID with the one that the bank gave you. If they differ, correct the client ID.';

const secretRefused: Refused = {
	sentence: `The bank refuses the client: its ID or its secret is wrong. The bank does not say which. ${compareId} If they are the same, enter the secret again, or ask the bank for a new one.`,
	key: 'clientSecret',
};

/** What the bank can have refused when it names only the client, and how to find out. */
const clientRefused: Record<TokenEndpointAuthMethod, Refused> = {
	client_secret_basic: secretRefused,
	client_secret_post: secretRefused,
	private_key_jwt: {
		sentence: `The bank refuses the client: its ID is wrong, or the bank cannot verify the signature. The bank does not say which. ${compareId} If they are the same, the key set of your software must contain the signing certificate of the credential, under its key ID.`,
		key: 'clientId',
	},
	tls_client_auth: {
		sentence: `The bank refuses the client: its ID is wrong, or it is registered with another transport certificate. The bank does not say which. ${compareId} If they are the same, compare the subject of the transport certificate with the one that is registered.`,
		key: 'clientId',
	},
};

/**
 * Returns the error with what the bank refused when the client asked for a token: certificate, client, secret, signature or
 * scope. Other errors are returned unchanged.
 */
export function withRefusedPart(
	error: OpenBankingError,
	{ tokenEndpointAuthMethod }: Client,
): OpenBankingError {
	const { errorCodes = [], summary, httpStatus } = error.details;
	if (!(error instanceof AspspError) || !summary) return error;
	const row = rows.find(
		({ codes, messages }) =>
			(!codes || errorCodes.some((code) => codes.test(code))) &&
			(!messages || messages.test(summary)),
	);
	const isClientRefused = errorCodes.includes('invalid_client') || httpStatus === 401;
	const refused = row ?? (isClientRefused ? clientRefused[tokenEndpointAuthMethod] : undefined);
	if (!refused) return error;
	return new AspspError(`${summary} ${refused.sentence}`, {
		...error.details,
		field: refused.key === undefined ? undefined : { in: 'credential', key: refused.key },
	});
}
