import type { X509Certificate } from 'node:crypto';

import {
	endEntitiesOf,
	publicKeyId,
	publishedKey,
	type KeyUse,
	type PublishedKey,
} from '../../../lib/certificates/jwks';
import { mostValid } from '../../../lib/certificates/validity';
import type { Operation } from '../../shared/operation';
import { readSources } from '../certificateSource';
import type { CertificateSource } from '../credentialCertificates';
import { sourceFields } from '../fields';

const uses = { signing: 'sig', transport: 'tls' } as const;

export const buildJwks: Operation = {
	value: 'buildJwks',
	name: 'Build JWKS',
	action: 'Build JSON web key set',
	description:
		'Create a key set (JWKS) from the public keys of certificates, as data and as a file',
	fields: [
		...sourceFields,
		{
			displayName: 'Use',
			name: 'use',
			type: 'options',
			options: [
				{ name: 'From Certificate', value: '' },
				{ name: 'Signing', value: 'sig', description: 'The value <code>sig</code>' },
				{ name: 'Transport', value: 'tls', description: 'The value <code>tls</code>' },
			],
			default: '',
			displayOptions: { show: { source: ['file', 'text'] } },
			description: 'The <code>use</code> of the keys in the key set',
		},
	],
	async run(item) {
		const use = item.parameter<KeyUse | ''>('use', '') || undefined;
		const sources = await readSources(item);
		const jwks = { keys: sources.flatMap((source) => keysOf(source, use)) };
		const text = JSON.stringify(jwks, null, 2);
		const binary = await item.binary(text, 'jwks.json', 'application/json');
		return [[{ json: { ...jwks }, binary }]];
	},
};

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
