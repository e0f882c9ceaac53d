import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { parseArgs } from 'node:util';

import { readIdentity } from '../lib/certificates/identity';
import { OpenBankingError } from '../lib/errors';
import { followAdvice } from '../test/certificates/tools';
import { identityReferences } from '../test/support/identityReferences';
import type { CorpusFile, NotMade } from './corpus/file';
import { isInstalled, makers, type Maker } from './corpus/makers';
import { toTable } from './table';

const verdicts = ['opens', 'refused, advice works', 'named', 'WRONG'] as const;

type Verdict = (typeof verdicts)[number];

/**
 * `npm run test:corpus` makes key files with the tools of Debian and reads each. Each opens with the key and certificates
 * that went into it, or is refused with a reason whose advice works as printed. `-- --full` combines all options, and
 * `-- --without TOOL` leaves out a tool that is not installed.
 */
async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			full: { type: 'boolean', default: false },
			without: { type: 'string', multiple: true, default: [] },
		},
	});
	const used = usedMakers(values.without);
	const notMade: NotMade[] = [];
	const wrong: string[] = [];
	const rows = [];
	for (const maker of used) {
		const counts = new Map<string, Record<Verdict | 'not made', number>>();
		for (const file of makers[maker].files(values.full)) {
			const row = counts.get(file.tool) ?? emptyRow();
			counts.set(file.tool, row);
			if ('reason' in file) {
				row['not made']++;
				notMade.push(file);
				continue;
			}
			const { verdict, problem } = await judge(file);
			row[verdict]++;
			if (!problem) continue;
			wrong.push(`${file.tool}, ${file.name}: ${problem}`);
			console.error(wrong.at(-1));
		}
		rows.push(...[...counts].map(([tool, row]) => ({ tool, ...row })));
	}
	console.log(toTable(rows));
	for (const { tool, name, reason } of notMade)
		console.log(`Not made: ${tool}, ${name}: ${reason}`);
	for (const maker of values.without) console.log(`Not made: every file of ${maker}`);
	const idle = rows.filter((row) => verdicts.every((verdict) => row[verdict] === 0));
	for (const { tool } of idle) wrong.push(`${tool} made no file.`);
	console.log(wrong.join('\n'));
	if (wrong.length > 0) process.exitCode = 1;
}

const emptyRow = () => ({
	opens: 0,
	'refused, advice works': 0,
	named: 0,
	WRONG: 0,
	'not made': 0,
});

/** @throws Error that names the tools that are missing, and how to go on */
function usedMakers(without: string[]): Maker[] {
	const all = Object.keys(makers) as Maker[];
	const optional = all.filter((maker) => maker !== 'openssl');
	const unknown = without.find((name) => !optional.some((maker) => maker === name));
	if (unknown) throw new Error(`--without ${unknown}: use one of ${optional.join(', ')}.`);
	const used = all.filter((maker) => !without.includes(maker));
	const missing = used.filter((maker) => !isInstalled(maker));
	if (missing.length === 0) return used;
	const packages = missing.map((maker) => makers[maker].debian).join(' ');
	const options = missing.map((maker) => `--without ${maker}`).join(' ');
	throw new Error(
		`Missing: ${missing.join(', ')}. Install the Debian packages ${packages}, or add ${options}.`,
	);
}

const references = identityReferences('transport');
const now = new Date();

async function judge(file: CorpusFile): Promise<{ verdict: Verdict; problem?: string }> {
	try {
		return compare(file, await read(file, file.bytes));
	} catch (thrown) {
		if (!(thrown instanceof OpenBankingError)) throw thrown;
		if (file.named) {
			const isNamed = thrown.message.includes(file.named);
			return isNamed ? { verdict: 'named' } : { verdict: 'WRONG', problem: thrown.message };
		}
		return await judgeRefusal(file, thrown.message);
	}
}

/** A refusal is true only for an unsupported algorithm, and what it advises must lead to a file that opens. */
async function judgeRefusal(
	file: CorpusFile,
	message: string,
): Promise<{ verdict: Verdict; problem?: string }> {
	if (!message.includes('which is not supported')) return { verdict: 'WRONG', problem: message };
	try {
		const [given, result] = file.format === 'pfx' ? ['old.pfx', 'new.pfx'] : ['old.key', 'new.key'];
		const { bytes, passphrase } = file;
		const converted = followAdvice(message, { result, given: { [given]: bytes }, passphrase });
		const { verdict, problem } = compare(file, await read(file, converted));
		return verdict === 'opens' ? { verdict: 'refused, advice works' } : { verdict, problem };
	} catch (thrown) {
		return { verdict: 'WRONG', problem: `${message} — ${String(thrown)}` };
	}
}

const read = ({ format, passphrase, certificates }: CorpusFile, bytes: Buffer) =>
	readIdentity(
		format === 'pfx'
			? { pfx: bytes.toString('base64'), passphrase }
			: { certificate: certificates.join(''), key: bytes.toString(), passphrase },
		{ references, now },
	);

function compare(
	{ key, certificates, named }: CorpusFile,
	read: { privateKey: KeyObject; certificate: X509Certificate; chainPem: string },
): { verdict: Verdict; problem?: string } {
	if (named) return { verdict: 'WRONG', problem: 'It was read as a key' };
	if (!read.privateKey.equals(createPrivateKey(key)))
		return { verdict: 'WRONG', problem: 'Another key' };
	const isSame = read.certificate.raw.equals(new X509Certificate(certificates[0]!).raw);
	const isWhole = certificates.every((pem) => read.chainPem.includes(pem.trim()));
	return isSame && isWhole
		? { verdict: 'opens' }
		: { verdict: 'WRONG', problem: 'Other certificates' };
}

void main();
