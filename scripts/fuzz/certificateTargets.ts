import {
	readAuthorities,
	readCertificateFile,
	readCertificateText,
} from '../../lib/certificates/readCertificates';
import { certificateFacts } from '../../lib/certificates/facts';
import { readIdentity } from '../../lib/certificates/identity';
import { endEntitiesOf, publishedKey } from '../../lib/certificates/jwks';
import { readPfx, readPfxCertificates } from '../../lib/certificates/pfx';
import { aCertificate, aCertificateAuthority, aPfx } from '../../test/support/certificates';
import {
	fileReferences,
	identityReferences,
	parameterField,
} from '../../test/support/identityReferences';
import { mutateDer } from './mutateBytes';
import { mutateText } from './mutateText';
import { secretNamed, type Target } from './target';

const authority = aCertificateAuthority();
const identity = aCertificate({ issuer: authority });
const passphrase = secretNamed('passphrase');
const keyLines = identity.keyPem.split('\n').slice(1, -2);
const now = new Date('2026-06-01T00:00:00Z');
const field = parameterField('text');

const pfxOf = (options: Omit<Parameters<typeof aPfx>[0], 'identity'> = {}): Buffer =>
	Buffer.from(aPfx({ identity, chain: [authority], passphrase, ...options }), 'base64');

/** Both readings of one input: the first error counts when both fail. */
async function both(one: Promise<unknown>, other: () => Promise<unknown>): Promise<void> {
	const [first] = await Promise.allSettled([one]);
	await other();
	if (first.status === 'rejected') throw first.reason;
}

const pfx: Target = {
	name: 'pfx',
	mutate: mutateDer,
	secrets: [passphrase, ...keyLines],
	seeds: async () => [
		pfxOf(),
		pfxOf({ mac: 'none' }),
		pfxOf({ mac: 'pbmac1' }),
		pfxOf({ outdated: true }),
		pfxOf({ withoutKey: true }),
	],
	run: async (input) => {
		const text = input.toString('base64');
		await both(readPfx(text, passphrase, fileReferences), () =>
			readPfxCertificates(text, passphrase, fileReferences).catch(ignoreOwn),
		);
	},
};

const der: Target = {
	name: 'der',
	mutate: mutateDer,
	secrets: keyLines,
	seeds: async () => [
		identity.certificate.raw,
		authority.certificate.raw,
		identity.privateKey.export({ format: 'der', type: 'pkcs8' }),
		identity.certificate.publicKey.export({ format: 'der', type: 'spki' }),
	],
	run: async (input) => {
		const certificates = await readCertificateFile(input, passphrase, fileReferences);
		for (const certificate of certificates) certificateFacts(certificate, now);
		for (const certificate of endEntitiesOf(certificates)) {
			publishedKey({ certificate, field, others: certificates });
		}
	},
};

const pem: Target = {
	name: 'pem',
	mutate: mutateText,
	secrets: [passphrase, ...keyLines],
	// Base64 is decoded and encoded again when its structure is compared.
	stepsPerByte: 200,
	seeds: async () => [
		Buffer.from(identity.certificatePem + identity.keyPem),
		Buffer.from(authority.certificatePem + identity.certificatePem),
		Buffer.from(encryptedKey()),
		Buffer.from(identity.certificatePem.replaceAll('\n', '\\n')),
		Buffer.from(Buffer.from(identity.keyPem).toString('base64')),
		pfxOf(),
	],
	run: async (input) => {
		const text = input.toString('utf8');
		const context = { references: identityReferences('transport'), now };
		const readers = [
			() => readIdentity({ certificate: text, key: identity.keyPem }, context),
			() => readIdentity({ certificate: identity.certificatePem, key: text, passphrase }, context),
			() => readIdentity({ pfx: text, passphrase }, context),
			async () => readAuthorities(text, field),
			async () => readCertificateText(text, field),
			() => readCertificateFile(input, passphrase, fileReferences),
		];
		const results = await Promise.allSettled(readers.map(async (read) => read()));
		const failures = results.flatMap((result) =>
			result.status === 'rejected' ? [result.reason] : [],
		);
		// The error that is not one of the package, if there is one.
		const foreign = failures.find((thrown: unknown) => !isOwn(thrown));
		if (failures.length > 0) throw foreign ?? new AggregateError(failures);
	},
};

const encryptedKey = (): string =>
	identity.privateKey
		.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase })
		.toString();

const isOwn = (thrown: unknown): boolean => Object(thrown).code === 'OB_CONFIGURATION';

function ignoreOwn(thrown: unknown): void {
	if (!isOwn(thrown)) throw thrown;
}

export const certificateTargets: Target[] = [pfx, der, pem];
