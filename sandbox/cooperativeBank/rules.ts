import { invalid, RequestProblem, type Parameters } from './parameters';

type Rule = (value: string, parameters: Parameters, brand: string) => boolean;

interface Row {
	/** Absent: to every request. */
	appliesTo?: (parameters: Parameters) => boolean;
	/** "Mandatory", or a condition under which it is. */
	isMandatory: (parameters: Parameters) => boolean;
	isRight: Rule;
	wants: string;
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

/** "Parameters", row by row; `client_id` and `redirect_uri` are looked at before. */
const table: Record<string, Row> = {
	response_type: {
		isMandatory: always,
		isRight: (value) => value === 'code',
		wants: 'code',
		error: 'unsupported_response_type',
	},
	scope: {
		isMandatory: always,
		isRight: (value) => scopes.includes(value),
		wants: `one of ${scopes.join(', ')}`,
		error: 'invalid_scope',
	},
	// "randomly generated and non-guessable": 16 characters hold 96 bits and more.
	state: {
		isMandatory: always,
		isRight: (value) => value.length >= 16,
		wants: '16 characters or more',
	},
	login_hint: {
		isMandatory: always,
		isRight: (value, _, brand) => value === brand,
		wants: 'the brand that this address is of, coop or smile',
	},
	display: { isMandatory: always, isRight: (value) => uuid.test(value), wants: 'a UUID' },
	// RFC 7636 §4.2: base64url of a SHA-256 hash.
	code_challenge: {
		isMandatory: always,
		isRight: (value) => /^[\w-]{43}$/.test(value),
		wants: '43 characters of base64url',
	},
	code_challenge_method: {
		isMandatory: always,
		isRight: (value) => value === 'S256',
		wants: 'S256',
	},
	stepup: { isMandatory: never, isRight: (value) => value === 'require', wants: 'require' },
	jrn_typ: {
		appliesTo: isPayment,
		isMandatory: always,
		isRight: (value) => ['DP', 'DSP', 'DSO'].includes(value),
		wants: 'DP, DSP or DSO',
	},
	ben_name: {
		appliesTo: isPayment,
		isMandatory: isJourney('DP', 'DSP'),
		isRight: always,
		wants: 'a name',
	},
	amount: {
		appliesTo: isPayment,
		isMandatory: isJourney('DP', 'DSP'),
		isRight: (value) => /^\d{1,13}(\.\d{1,5})?$/.test(value),
		wants: 'an amount',
	},
	pymt_dt: {
		appliesTo: isPayment,
		isMandatory: isJourney('DSP'),
		isRight: (value) => dateTime.test(value) && !Number.isNaN(Date.parse(value)),
		wants: 'a date-time with its offset',
	},
};

/** @throws RequestProblem for the first row that is broken */
export function assertParameters(parameters: Parameters, brand: string): void {
	for (const [name, row] of Object.entries(table)) {
		const { appliesTo = always, isMandatory, isRight, wants, error } = row;
		const value = parameters[name];
		if (!appliesTo(parameters)) continue;
		if (!value && isMandatory(parameters)) throw invalid(`${name} is missing`);
		if (value === undefined || (value !== '' && isRight(value, parameters, brand))) continue;
		throw new RequestProblem(error ?? 'invalid_request', `${name} must be ${wants}`);
	}
}
