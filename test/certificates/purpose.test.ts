import {
	assertNotSwapped,
	suitsSigning,
	suitsTransport,
	whyUnusable,
} from '../../lib/certificates/purpose';
import type { Identity } from '../../lib/tpp';
import {
	aCertificate,
	aPrivateKey,
	identityOf,
	type CertificateOptions,
} from '../support/certificates';
import { rejection } from './rejection';
import { identityReferences } from '../support/identityReferences';

/** Profiles of the Open Banking directory and of ETSI TS 119 495. */
const kinds = {
	'transport (legacy)': {
		keyUsage: ['digitalSignature'],
		extendedKeyUsage: ['serverAuth', 'clientAuth'],
	},
	'signing (legacy)': {
		keyUsage: ['digitalSignature', 'nonRepudiation'],
		extendedKeyUsage: ['documentSigning'],
	},
	'OBWAC or QWAC': {
		keyUsage: ['digitalSignature'],
		extendedKeyUsage: ['clientAuth', 'serverAuth'],
		qcType: 'website',
	},
	'OBSEAL or QSEAL': { keyUsage: ['digitalSignature', 'nonRepudiation'], qcType: 'seal' },
	'QWAC that calls itself a seal': {
		keyUsage: ['digitalSignature'],
		extendedKeyUsage: ['clientAuth', 'serverAuth'],
		qcType: 'seal',
	},
	'seal with nonRepudiation alone': { keyUsage: ['nonRepudiation'], qcType: 'seal' },
	'website certificate without key usage': { qcType: 'website' },
	'for both': {
		keyUsage: ['digitalSignature', 'nonRepudiation'],
		extendedKeyUsage: ['clientAuth'],
	},
	'QWAC for servers only': {
		keyUsage: ['digitalSignature'],
		extendedKeyUsage: ['serverAuth'],
		qcType: 'website',
	},
	'digital signature alone': { keyUsage: ['digitalSignature'] },
	'without a word': {},
} satisfies Record<string, CertificateOptions>;

type Kind = keyof typeof kinds;

it.each<[Kind, { transport: boolean; signing: boolean }]>([
	['transport (legacy)', { transport: true, signing: false }],
	['signing (legacy)', { transport: false, signing: true }],
	['OBWAC or QWAC', { transport: true, signing: false }],
	['OBSEAL or QSEAL', { transport: false, signing: true }],
	['QWAC that calls itself a seal', { transport: true, signing: false }],
	['seal with nonRepudiation alone', { transport: false, signing: true }],
	['website certificate without key usage', { transport: true, signing: false }],
	['for both', { transport: true, signing: true }],
	['QWAC for servers only', { transport: false, signing: false }],
	['digital signature alone', { transport: true, signing: true }],
	['without a word', { transport: true, signing: true }],
])('a certificate %s suits %j', (kind, suits) => {
	const { certificate } = aCertificate(kinds[kind]);
	expect({
		transport: suitsTransport(certificate),
		signing: suitsSigning(certificate),
	}).toEqual(suits);
});

describe('assertNotSwapped', () => {
	const transport = (kind: Kind) => anIdentity(kind, 'transport');
	const signing = (kind: Kind) => anIdentity(kind, 'signing');

	it.each<[Kind, Kind]>([
		['OBWAC or QWAC', 'OBSEAL or QSEAL'],
		['transport (legacy)', 'signing (legacy)'],
		['without a word', 'without a word'],
	])('accepts %s for transport and %s for signing', (first, second) => {
		expect(() => assertNotSwapped(transport(first), signing(second))).not.toThrow();
	});

	it('accepts one certificate in both places', () => {
		const identity = transport('OBWAC or QWAC');
		expect(() => assertNotSwapped(identity, identity)).not.toThrow();
	});

	it.each<[Kind, Kind, 'transport' | 'signing', string]>([
		[
			'OBSEAL or QSEAL',
			'OBWAC or QWAC',
			'transport',
			'The transport certificate and the signing certificate are swapped.',
		],
		[
			'signing (legacy)',
			'OBSEAL or QSEAL',
			'transport',
			'The transport certificate is only for signatures. Use a certificate for TLS: OBWAC, QWAC or OB transport.',
		],
		[
			'transport (legacy)',
			'OBWAC or QWAC',
			'signing',
			'The signing certificate is only for TLS. Use a certificate for signatures: OBSeal, QSealC or OB signing.',
		],
		[
			'QWAC for servers only',
			'OBSEAL or QSEAL',
			'transport',
			'The extended key usage of the transport certificate lacks client authentication (clientAuth), so it can only be used by servers. Get a certificate that has both purposes.',
		],
	])('rejects %s for transport and %s for signing', (first, second, use, message) => {
		expect(rejection(() => assertNotSwapped(transport(first), signing(second)))).toEqual({
			code: 'OB_CONFIGURATION',
			field: identityReferences(use).certificate,
			message,
		});
	});
});

describe('whyUnusable', () => {
	it('says that the certificate is only for servers (K-05)', () => {
		const { certificate } = aCertificate(kinds['QWAC for servers only']);
		expect(whyUnusable(certificate)).toBe(
			'The extended key usage lacks client authentication (clientAuth), and the certificate is not for signatures.',
		);
	});

	it('says that banks do not accept the kind of key', () => {
		const { certificate } = aCertificate({ privateKey: aPrivateKey('p384') });
		expect(whyUnusable(certificate)).toBe('Banks do not accept this kind of key (ec, secp384r1).');
	});

	it('is undefined for a certificate that can be used', () => {
		expect(whyUnusable(aCertificate().certificate)).toBeUndefined();
	});
});

function anIdentity(kind: Kind, use: 'transport' | 'signing'): Identity {
	return identityOf(aCertificate(kinds[kind]), identityReferences(use));
}
