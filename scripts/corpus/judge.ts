import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';

import { readIdentity } from '../../lib/certificates/identity';
import { OpenBankingError } from '../../lib/errors';
import { followAdvice } from '../../test/certificates/tools';
import { identityReferences } from '../../test/support/identityReferences';
import type { CorpusFile } from './file';

export const verdicts = ['opens', 'refused, advice works', 'named', 'WRONG'] as const;

export type Verdict = (typeof verdicts)[number];

const references = identityReferences('transport');
const now = new Date();

/** Reads a file, and compares it with what went in. A refusal must have a true reason and advice that works. */
export async function judge(file: CorpusFile): Promise<{ verdict: Verdict; problem?: string }> {
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
