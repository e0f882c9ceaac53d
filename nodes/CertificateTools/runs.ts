import { X509Certificate } from 'node:crypto';

import type { INodeExecutionData } from 'n8n-workflow';

import { pfxFileText } from '../../lib/certificates/readCertificates';
import {
	certificateFacts,
	dates,
	nameOf,
	serialNumberHex,
	sha1JwkThumbprint,
} from '../../lib/certificates/facts';
import { readIdentity, type IdentityFields } from '../../lib/certificates/identity';
import {
	endEntitiesOf,
	publicKeyId,
	publishedKey,
	type KeyUse,
	type PublishedKey,
} from '../../lib/certificates/jwks';
import { makeSelfSigned, type CertificateUse } from '../../lib/certificates/make/certificate';
import { makeRequest } from '../../lib/certificates/make/request';
import type { SubjectEntry } from '../../lib/certificates/make/subject';
import { assertPassphrase, encryptedKeyPem, newRsaKey } from '../../lib/certificates/privateKey';
import { mostValid } from '../../lib/certificates/validity';
import { credentialError, parameterError, type FieldReference } from '../../lib/errors';
import type { Identity, IdentityReferences } from '../../lib/tpp';
import { identityReferences } from '../shared/credential';
import type { CredentialFields } from '../shared/credentialFields';
import { output, type Item } from '../shared/operation';
import {
	credentialIdentifier,
	enteredPfx,
	fileReferences,
	readSources,
	requireCredential,
	type CertificateSource,
} from './certificateSource';
import { defaultThreshold } from './fields';
import { keyPassphrase, secretOf, textOf } from './parameters';
import { pemFiles } from './pemFiles';
import { readRequestContents } from './requestContents';

/** Shows what the certificates contain. */
export async function runInspect(item: Item): Promise<INodeExecutionData[][]> {
	const now = new Date();
	const sources = await readSources(item);
	return output(
		...sources.flatMap(({ name, certificates }) =>
			certificates.map((certificate) => ({
				source: name,
				...certificateFacts(certificate, now),
			})),
		),
	);
}

/** Shows how long the certificates are valid. */
export async function runCheckExpiry(item: Item): Promise<INodeExecutionData[][]> {
	const now = new Date();
	const threshold = readThreshold(item);
	const sources = await readSources(item);
	return output(
		...sources.flatMap(({ name, certificates }) =>
			certificates.map((certificate) => ({
				source: name,
				...expiry(certificate, { now, threshold }),
			})),
		),
	);
}

function expiry(
	certificate: X509Certificate,
	{ now, threshold }: { now: Date; threshold: number },
) {
	const period = dates(certificate, now);
	return {
		subject: nameOf(certificate),
		serialNumber: serialNumberHex(certificate),
		...period,
		// A certificate whose date cannot be read needs attention, too.
		expiresSoon: !(Number(period.daysLeft) >= threshold),
	};
}

function readThreshold(item: Item): number {
	const threshold = Number(textOf(item, 'threshold') || defaultThreshold);
	if (threshold >= 0) return threshold;
	throw parameterError(`"${textOf(item, 'threshold')}" is not a number of days.`, 'threshold');
}

/** Builds a key set of the public keys of the certificates. */
export async function runBuildJwks(item: Item): Promise<INodeExecutionData[][]> {
	const use = item.parameter<KeyUse | ''>('use', '') || undefined;
	const sources = await readSources(item);
	const jwks = { keys: sources.flatMap((source) => keysOf(source, use)) };
	const text = JSON.stringify(jwks, null, 2);
	const binary = await item.binary(text, 'jwks.json', 'application/json');
	return [[{ json: { ...jwks }, binary }]];
}

const uses = { signing: 'sig', transport: 'tls' } as const;

/** Returns the keys of a source. A certificate of the credential has one key, because the others are its chain. */
function keysOf(source: CertificateSource, use?: KeyUse): PublishedKey[] {
	const { field, certificates: others, keyId } = source;
	const entities = endEntitiesOf(others);
	if (!source.use) {
		return oncePerKey(entities).map((certificate) =>
			publishedKey({ certificate, field, others, use }),
		);
	}
	const [certificate = others[0]!] = entities;
	return [publishedKey({ certificate, field, others, keyId, use: uses[source.use] })];
}

/** Returns one certificate for each key: of a renewed certificate and the former one, the valid one. */
function oncePerKey(certificates: X509Certificate[]): X509Certificate[] {
	const groups = new Map<string, X509Certificate[]>();
	for (const certificate of certificates) {
		const id = publicKeyId(certificate);
		groups.set(id, [...(groups.get(id) ?? []), certificate]);
	}
	return [...groups.values()].map((group) => mostValid(group, new Date())!);
}

/** Converts a PFX file to PEM files. */
export async function runConvertPfx(item: Item): Promise<INodeExecutionData[][]> {
	const [passphrase, field] = keyPassphrase(item);
	assertPassphrase(passphrase, field);
	const { certificate, chainPem, privateKey } = await readSource(item);
	const pem = certificate.toString();
	const chain = chainPem.slice(pem.length);
	const key = encryptedKeyPem(privateKey, passphrase, field);
	return [
		[
			{
				json: { certificate: pem, chain, ...certificateFacts(certificate, new Date()) },
				binary: await pemFiles(item, {
					certificate: { fileName: 'certificate.pem', pem },
					...(chain && { chain: { fileName: 'chain.pem', pem: chain } }),
					key: { fileName: 'key.pem', pem: key },
				}),
			},
		],
	];
}

async function readSource(item: Item): Promise<Identity> {
	const source = item.parameter<string>('pfxSource');
	if (source === 'credential') return await readCredentialPfx(item);
	const passphrase = secretOf(item, 'passphrase') || undefined;
	if (source === 'file') {
		const file = await item.file(item.parameter('binaryField'), 'binaryField');
		return await readPfxOf({ pfx: pfxFileText(file), passphrase }, fileReferences);
	}
	const field: FieldReference = { in: 'parameters', key: 'pfx' };
	const pfx = textOf(item, 'pfx');
	if (!pfx) throw parameterError('The PFX is missing.', 'pfx');
	return await readPfxOf({ pfx, passphrase }, { ...fileReferences, pfx: field, isFile: undefined });
}

async function readCredentialPfx(item: Item): Promise<Identity> {
	const use = item.parameter<'transport' | 'signing'>('use');
	const credential = requireCredential(await item.credentialFields(), 'pfxSource');
	const pfx = enteredPfx(credential, use);
	if (!pfx) throw credentialError(`The credential contains no ${use} PFX.`, `${use}Pfx`);
	const passphrase = credential[`${use}Passphrase`] || undefined;
	return await readPfxOf({ pfx, passphrase }, identityReferences(use));
}

const readPfxOf = (fields: IdentityFields, references: IdentityReferences): Promise<Identity> =>
	readIdentity(fields, { references, now: new Date() });

/** Generates a key, and a request for its certificate. */
export async function runGenerateRequest(item: Item): Promise<INodeExecutionData[][]> {
	const [passphrase, field] = keyPassphrase(item);
	assertPassphrase(passphrase, field);
	const contents = await readRequestContents(item);
	const key = await newRsaKey(Number(item.parameter('options.keySize', 2048)));
	const csr = makeRequest(contents, key);
	const { subject, authorisation } = contents;
	const profile = item.parameter<string>('profile');
	return [
		[
			{
				json: {
					profile,
					subject,
					...(authorisation && {
						roles: authorisation.roles,
						authority: { ...authorisation.authority },
					}),
					kid: sha1JwkThumbprint(key),
					csr,
				},
				binary: await pemFiles(item, {
					csr: { fileName: `${profile}.csr`, pem: csr },
					key: { fileName: `${profile}.key`, pem: encryptedKeyPem(key, passphrase, field) },
				}),
			},
		],
	];
}

/** Generates a transport and a signing certificate with their keys. */
export async function runGenerateSelfSignedCertificates(
	item: Item,
): Promise<INodeExecutionData[][]> {
	const [passphrase, field] = keyPassphrase(item);
	assertPassphrase(passphrase, field);
	const transport = await generateIdentity(item, 'transport');
	const signing = await generateIdentity(item, 'signing');
	return [
		[
			{
				json: { transport: describe(transport), signing: describe(signing) },
				binary: await pemFiles(item, {
					transportCertificate: { fileName: 'transport.pem', pem: transport.pem },
					transportKey: {
						fileName: 'transport.key',
						pem: encryptedKeyPem(transport.key, passphrase, field),
					},
					signingCertificate: { fileName: 'signing.pem', pem: signing.pem },
					signingKey: {
						fileName: 'signing.key',
						pem: encryptedKeyPem(signing.key, passphrase, field),
					},
				}),
			},
		],
	];
}

async function generateIdentity(item: Item, use: CertificateUse) {
	const key = await newRsaKey(Number(item.parameter('options.keySize', 2048)));
	const pem = makeSelfSigned(
		{
			use,
			subject: await readSubject(item),
			days: Number(item.parameter('days', 365)),
			now: new Date(),
		},
		key,
	);
	return { key, pem };
}

async function readSubject(item: Item): Promise<SubjectEntry[]> {
	const credential = await item.credentialFields();
	const commonName = textOf(item, 'commonName');
	const optional = true;
	return [
		{ attribute: 'C', field: 'country', value: textOf(item, 'options.country', 'GB'), optional },
		{ attribute: 'ST', field: 'state', value: textOf(item, 'options.state'), optional },
		{ attribute: 'L', field: 'locality', value: textOf(item, 'options.locality'), optional },
		{
			attribute: 'O',
			field: 'organization',
			value: textOf(item, 'options.organization'),
			optional,
		},
		{
			attribute: 'OU',
			field: 'organizationalUnit',
			value: textOf(item, 'options.organizationalUnit') || organisationIdOf(credential),
			optional,
		},
		{
			attribute: 'CN',
			field: 'commonName',
			value: commonName || credentialIdentifier(credential, 'softwareId'),
		},
	];
}

/** Returns the organisation ID. It is optional, so a damaged software statement does not matter. */
function organisationIdOf(credential: CredentialFields | undefined): string | undefined {
	try {
		return credentialIdentifier(credential, 'organisationId');
	} catch {
		return undefined;
	}
}

const describe = ({ pem }: { pem: string }) => ({
	certificate: pem,
	...certificateFacts(new X509Certificate(pem), new Date()),
});
