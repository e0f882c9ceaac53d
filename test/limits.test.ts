import { readdirSync, readFileSync } from 'node:fs';

const page = readFileSync('docs/limits.md', 'utf8');
const second = 1000;
const hour = 3600 * second;

/** A constant of the sources: file and name. A member of an object is named after a dot. */
type Constant = `${string}.ts ${string}`;
type Row = [label: string, value: string, constants: Array<[Constant, number]>];

const transport = 'lib/transport';
const certificates = 'lib/certificates';
const list = 'lib/operations/accountInformation/pagination.ts maxListSize';
const webhook = 'nodes/ConsentRedirectTrigger';
const limits = `${transport}/http.ts defaultLimits` as const;

/** A row of the page, and what its constants must be for it to be true. */
const rows: Row[] = [
	['Attempts for one request that may be sent again', '3', [[`${limits}.attempts`, 3]]],
	['Longest wait before the next attempt', '30 s', [[`${limits}.wait`, 30 * second]]],
	[
		'Retries of one run of a node, in a row without a success',
		'20',
		[[`${transport}/retry.ts capacity`, 20]],
	],
	['Time for a connection', '10 s', [[`${limits}.connect`, 10 * second]]],
	['Time until the response starts', '30 s', [[`${limits}.headers`, 30 * second]]],
	['Time for a request with its retries', '120 s', [[`${limits}.total`, 120 * second]]],
	[
		'Time for a token request after Stop',
		'0.9 s',
		[[`${transport}/send.ts graceAfterCancel`, 0.9 * second]],
	],
	['Size of a response, unpacked', '20 MiB', [[`${limits}.bytes`, 20 * 2 ** 20]]],
	['Compressions of one response', '3', [[`${transport}/attempt.ts maxCompressions`, 3]]],
	[
		"Characters of a payee's account number in a response",
		'256',
		[['lib/operations/payments/paymentTerms.ts maxIdentification', 256]],
	],
	[
		'Pages, entries and size of one list',
		'10,000 pages, 500,000 entries, 200 MiB',
		[
			[`${list}.pages`, 10_000],
			[`${list}.entries`, 500_000],
			[`${list}.bytes`, 200 * 2 ** 20],
		],
	],
	[
		'Readings of a list whose pages move, with _Only New_',
		'5',
		[['lib/operations/accountInformation/readNewTransactions.ts maxReadings', 5]],
	],
	[
		'Requests to one host at the same time',
		'16 of one run, 32 of the process',
		[
			[`${transport}/concurrency.ts defaultConcurrency`, 16],
			[`${transport}/concurrency.ts maxConcurrency`, 32],
		],
	],
	[
		'Requests that time out before the rest of a run fails',
		'3 different ones, in 3 rounds in a row',
		[[`${transport}/retry.ts hangingAfter`, 3]],
	],
	[
		'Time without a new request after a 429 that names no time',
		'0.5 s',
		[[`${transport}/retry.ts throttledPause`, 0.5 * second]],
	],
	[
		'Sessions that the bank refuses by 429 before the rest of a run fails',
		'20 in a row',
		[[`${transport}/rateLimit.ts limitedAfter`, 20]],
	],
	['Identities with open connections', '50', [[`${transport}/agents.ts maxAgents`, 50]]],
	[
		'Time that an idle connection stays open',
		'4 s',
		[[`${transport}/agents.ts idleMilliseconds`, 4 * second]],
	],
	['Characters of one text', '500', [['lib/errors.ts longestQuote', 500]]],
	['Characters of one error', '25,000', [['lib/errors.ts longestMessage', 25_000]]],
	['Characters of one text that are read', '5,000', [['lib/responses/errorBody.ts maxRead', 5000]]],
	[
		'Error codes, and messages, of one response',
		'20',
		[['lib/responses/errorBody.ts maxReported', 20]],
	],
	[
		'Accounts without a usable ID that one error names',
		'20',
		[['lib/operations/accountInformation/listedAccount.ts maxUnusableNamed', 20]],
	],
	['Characters of an interaction ID', '128', [[`${transport}/messages.ts maxInteractionId`, 128]]],
	[
		'Characters of a secret that are found when cut off',
		'12 or more',
		[[`${transport}/sentSecrets.ts shortestPart`, 12]],
	],
	['Levels of a registration response', '20', [['lib/responses/secretMembers.ts maxDepth', 20]]],
	['Levels of a JSON body', '200', [['lib/responses/json.ts maxJsonDepth', 200]]],
	['Levels of a pasted bank profile', '50', [['lib/banks/profile.ts maxDepth', 50]]],
	['Hints of one run of a node', '100', [['nodes/shared/item.ts maxHints', 100]]],
	['Size of a redirect', '64 kB', [[`${webhook}/redirectRequest.ts maxLength`, 64 * 1024]]],
	[
		'Time until the PSU gets a page',
		'8 s; the exchange goes on and starts the workflow',
		[[`${webhook}/receiveRedirect.ts pageTimeout`, 8 * second]],
	],
	['Lifetime of a `state`', '2 h', [['lib/oauth/state.ts stateLifetime', 2 * hour]]],
	[
		'Codes of one `state` that are sent to the bank',
		'5',
		[['lib/oauth/replay.ts maxCodesOfState', 5]],
	],
	[
		'Codes that were exchanged, states that brought codes or a session, errors of a state',
		'20,000 each; 2 h',
		[
			['lib/oauth/replay.ts exchanged', 20_000],
			['lib/oauth/replay.ts authorised', 20_000],
			['lib/oauth/replay.ts sentCodes', 20_000],
			['lib/oauth/replay.ts reported', 20_000],
			['lib/oauth/replay.ts replayLifetime', 2 * hour],
		],
	],
	[
		"Failures that started the trigger's workflow",
		'20,000; 2 h',
		[[`${webhook}/deduplication.ts reported`, 20_000]],
	],
	[
		'Refreshed sessions',
		'5,000; 10 min',
		[
			['lib/oauth/refresh.ts refreshed', 5000],
			['lib/oauth/refresh.ts lifetime', hour / 6],
		],
	],
	[
		'Accounts in lists that the nodes of an execution share, for each credential',
		'20,000; 5 min, at most until its end',
		[
			['nodes/shared/executionMemory.ts maxSize', 20_000],
			['nodes/shared/executionMemory.ts lifetime', hour / 12],
		],
	],
	['Client-credentials tokens', '500; Their own', [['lib/oauth/clientCredentials.ts issued', 500]]],
	[
		'Discovery documents',
		'500; 10 min',
		[
			['lib/oauth/authorizationServer.ts discovered', 500],
			['lib/oauth/authorizationServer.ts lifetime', hour / 6],
		],
	],
	[
		'Key sets',
		'500; 1 min; 1 h while the bank does not respond',
		[
			['lib/oauth/keySets.ts keySets', 500],
			['lib/oauth/keySets.ts lifetime', hour / 60],
			['lib/oauth/keySets.ts lastKeySets', 500],
			['lib/oauth/keySets.ts lastLifetime', hour],
		],
	],
	[
		'Key IDs',
		'500; 10 min',
		[
			['lib/jose/signingKeyId.ts keyIds', 500],
			['lib/jose/signingKeyId.ts lifetime', hour / 6],
		],
	],
	[
		'Servers that accepted the transport certificate',
		'500; 24 h',
		[
			[`${transport}/delivery.ts accepting`, 500],
			[`${transport}/delivery.ts acceptanceLifetime`, 24 * hour],
		],
	],
	[
		'Registrations, encrypted',
		'500; 24 h',
		[
			['nodes/DcrRegister/onlyOnce.ts registrations', 500],
			['nodes/DcrRegister/onlyOnce.ts lifetime', 24 * hour],
		],
	],
	[
		'Sealed texts of one kind that were opened, for each credential',
		'200; As long as the run',
		[['lib/jose/seal.ts maxOpened', 200]],
	],
	[
		'Hosts with a bound on their requests',
		'1,000; –',
		[[`${transport}/concurrency.ts maxHosts`, 1000]],
	],
	[
		'Certificates with their keys that were read, refusals too',
		'200; 1 h',
		[
			[`${certificates}/identity.ts outcomes`, 200],
			[`${certificates}/identity.ts identityCache.milliseconds`, hour],
		],
	],
	[
		'Credentials that the trigger has read',
		'50; 5 min',
		[
			[`${webhook}/receiveRedirect.ts tpps`, 50],
			[`${webhook}/receiveRedirect.ts lifetime`, hour / 12],
		],
	],
	['Size of a pasted text or a file', '1 MB', [[`${certificates}/pem.ts maxSize`, 1_000_000]]],
	[
		'Iterations of a PFX file or a key',
		'5,000,000',
		[[`${certificates}/passwordEncryption.ts maxIterations`, 5_000_000]],
	],
	[
		"Bytes of the key that a PFX file's PBMAC1 asks for",
		'128',
		[[`${certificates}/pfxIntegrity.ts maxMacKeyLength`, 128]],
	],
	[
		'Time of one key derivation',
		'60 s',
		[[`${certificates}/keyDerivation.ts deadline`, 60 * second]],
	],
	['Characters of a PEM label in an error', '40', [[`${certificates}/pem.ts maxLabel`, 40]]],
	[
		'Characters of an unknown algorithm in an error',
		'80',
		[[`${certificates}/passwordEncryption.ts maxName`, 80]],
	],
	['Levels of bags in a PFX file', '8', [[`${certificates}/pfxContents.ts maxDepth`, 8]]],
	['Levels of BER with indefinite lengths', '32', [[`${certificates}/der.ts maxDepth`, 32]]],
];

/** Constants that look like a limit of this page and are described elsewhere: who chooses the value is the operator. */
const elsewhere: Constant[] = [
	'lib/certificates/make/certificate.ts maxDays',
	'lib/certificates/privateKey.ts maxPassphraseLength',
	'lib/oauth/idToken.ts maxAge',
	'lib/operations/accountInformation/transactionWindow.ts maxHistoryDays',
	'lib/operations/accountInformation/transactionWindow.ts maxLookbackDays',
	'lib/operations/accountInformation/transactionWindow.ts maxWindowDays',
	'lib/operations/berlinGroup/consentTerms.ts maxConsentDays',
	'lib/operations/berlinGroup/consentTerms.ts maxFrequencyPerDay',
	'lib/operations/accountInformation/transactionFingerprint.ts maxDetails',
	'lib/operations/accountInformation/transactionFingerprint.ts maxTime',
	'nodes/GetAccounts/onlyNewFields.ts maxInitialHistory',
	'nodes/GetAccounts/onlyNewFields.ts maxOverlap',
];

/** The rows of all tables, without their heads. The second and third cell are joined. */
const documented = [...page.matchAll(/^\| (?!-)(.+) \|$/gm)]
	.map(([, row]) => row!.split('|').map((cell) => cell.trim()))
	.filter(([first]) => first !== 'Limit' && first !== 'Memory')
	.map(([label, ...values]) => [label!, values.join('; ')]);

const sources = ['lib', 'nodes', 'credentials'].flatMap((folder) =>
	readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('.ts'))
		.map((file) => `${folder}/${file}`),
);

const arithmetic = '[0-9][0-9_]*(?: \\*{1,2} [0-9_]+)*(?: - 1)?';
const textOf = (file: string) => readFileSync(file, 'utf8');
const calculate = (expression: string): number =>
	// Digits and operators alone.
	Number(new Function(`return ${expression}`)());

/** Returns the value of a constant: a number, a member of an object of numbers, or the size of a cache. */
function valueOf(constant: Constant): number {
	const [file, path] = constant.split(' ') as [string, string];
	const [name, member] = path.split('.');
	const [, value = ''] =
		new RegExp(`const ${name}(?:: [^=]+)? = (createCache<.*>\\(.*\\)|[^;]+);`).exec(textOf(file)) ??
		[];
	const cache = /^createCache<.+>\((.*)\)$/.exec(value);
	if (cache) return cache[1] === '' ? defaultCacheSize() : numberIn(file, cache[1]!);
	if (!member) return numberIn(file, value);
	const [, ofMember = ''] = new RegExp(`\\b${member}: (${arithmetic})`).exec(value) ?? [];
	return calculate(ofMember);
}

function numberIn(file: string, text: string): number {
	if (new RegExp(`^${arithmetic}$`).test(text)) return calculate(text);
	const [, imported = file] =
		new RegExp(`import \\{[^}]*\\b${text.split('.')[0]}\\b[^}]*\\} from '([^']+)'`).exec(
			textOf(file),
		) ?? [];
	const from = imported === file ? file : new URL(`${imported}.ts`, `file:///${file}`).pathname;
	return valueOf(`${from.replace(/^\//, '')} ${text}` as Constant);
}

const defaultCacheSize = (): number =>
	Number(/createCache<T>\(size = (\d+)\)/.exec(textOf('lib/expiringCache.ts'))![1]);

it('The page has a row for each limit, and no other row', () => {
	expect(documented).toEqual(rows.map(([label, value]) => [label, value]));
});

it.each(rows)('%s: %s, as in the code', (_, __, constants) => {
	const values = constants.map(([constant]) => [constant, valueOf(constant)]);
	expect(values).toEqual(constants);
});

it('Every constant that is named like a limit and every cache is on the page', () => {
	const known = [
		...rows.flatMap(([, , constants]) => constants.map(([name]) => name)),
		...elsewhere,
	];
	const found = sources.flatMap((file) =>
		[
			...textOf(file).matchAll(
				/^(?:export )?const ((?:max|longest)[A-Z]\w*)(?:: \w+)? = [\d_ *-]+;|^(?:export )?const (\w+) = createCache\b/gm,
			),
		].map(([, limit, cache]) => `${file} ${limit ?? cache}`),
	);
	expect(found.filter((name) => !known.includes(name as Constant))).toEqual([
		// The leeway of a token's end is no bound on what anybody sends.
		'lib/oauth/session.ts longestLeeway',
	]);
	expect(elsewhere.filter((name) => !found.includes(name))).toEqual([]);
});
