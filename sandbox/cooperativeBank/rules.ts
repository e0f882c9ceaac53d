import { invalidRequest, RequestProblem, type Parameters } from './parameters';

type Check = (value: string) => boolean;

interface Rule {
	/** Absent: the rule applies to every request. */
	isApplicable?: (parameters: Parameters) => boolean;
	/** "Mandatory", or the condition under which it is. */
	isMandatory: (parameters: Parameters) => boolean;
	isValid: Check;
	/** Describes valid values; follows "must be". */
	expected: string;
	error?: RequestProblem['error'];
}

const always = () => true;
const never = () => false;
const isPayment = ({ scope }: Parameters) => scope === 'payments';
const isJourney =
	(...types: string[]) =>
	(parameters: Parameters) =>
		types.includes(parameters['jrn_typ'] ?? '');

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const dateTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;
const scopes = ['fundsconfirmations+offline', 'accounts+offline', 'payments'];

/** "Parameters", row by row. `client_id` and `redirect_uri` are checked earlier. */
const rules: Record<string, Rule> = {
	response_type: {
		isMandatory: always,
		isValid: (value) => value === 'code',
		expected: 'code',
		error: 'unsupported_response_type',
	},
	scope: {
		isMandatory: always,
		isValid: (value) => scopes.includes(value),
		expected: `one of ${scopes.join(', ')}`,
		error: 'invalid_scope',
	},
	// "randomly generated and non-guessable": 16 characters of base64url hold 96 bits.
	state: {
		isMandatory: always,
		isValid: (value) => value.length >= 16,
		expected: 'at least 16 characters',
	},
	login_hint: {
		isMandatory: always,
		isValid: (value) => ['coop', 'smile'].includes(value),
		expected: 'coop or smile',
	},
	display: { isMandatory: always, isValid: (value) => uuid.test(value), expected: 'a UUID' },
	// RFC 7636 §4.2: base64url of a SHA-256 hash.
	code_challenge: {
		isMandatory: always,
		isValid: (value) => /^[\w-]{43}$/.test(value),
		expected: '43 characters of base64url',
	},
	code_challenge_method: {
		isMandatory: always,
		isValid: (value) => value === 'S256',
		expected: 'S256',
	},
	stepup: { isMandatory: never, isValid: (value) => value === 'require', expected: 'require' },
	jrn_typ: {
		isApplicable: isPayment,
		isMandatory: always,
		isValid: (value) => ['DP', 'DSP', 'DSO'].includes(value),
		expected: 'DP, DSP or DSO',
	},
	ben_name: {
		isApplicable: isPayment,
		isMandatory: isJourney('DP', 'DSP'),
		isValid: always,
		expected: 'a name',
	},
	amount: {
		isApplicable: isPayment,
		isMandatory: isJourney('DP', 'DSP'),
		isValid: (value) => /^\d{1,13}(\.\d{1,5})?$/.test(value),
		expected: 'an amount',
	},
	pymt_dt: {
		isApplicable: isPayment,
		isMandatory: isJourney('DSP'),
		isValid: (value) => dateTime.test(value) && !Number.isNaN(Date.parse(value)),
		expected: 'a date-time with its offset',
	},
};

/** Checks all parameters. @throws RequestProblem for the first rule that is violated */
export function assertParameters(parameters: Parameters): void {
	for (const [name, rule] of Object.entries(rules)) {
		const { isApplicable = always, isMandatory, isValid, expected, error } = rule;
		const value = parameters[name];
		if (!isApplicable(parameters)) continue;
		if (!value && isMandatory(parameters)) throw invalidRequest(`${name} is missing`);
		if (value === undefined || (value !== '' && isValid(value))) continue;
		throw new RequestProblem(error ?? 'invalid_request', `${name} must be ${expected}`);
	}
}
