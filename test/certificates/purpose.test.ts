import { assertNotSwapped, suitsSigning, suitsTransport } from '../../lib/certificates/purpose';
import type { Identity } from '../../lib/tpp';
import { aCertificate, identityOf, type CertificateOptions } from '../support/certificates';
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
	])('rejects %s for transport and %s for signing', (first, second, use, message) => {
		expect(rejection(() => assertNotSwapped(transport(first), signing(second)))).toEqual({
			code: 'OB_CONFIGURATION',
			field: identityReferences(use).certificate,
			message,
		});
	});
});

function anIdentity(kind: Kind, use: 'transport' | 'signing'): Identity {
	return identityOf(aCertificate(kinds[kind]), identityReferences(use));
}
