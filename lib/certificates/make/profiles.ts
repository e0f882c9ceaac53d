import type { KeyUsage, QcType } from '../oids';
import type { KeyPurpose } from './extensions';
import type { SubjectAttribute } from './subject';

/** One kind of certificate that a TPP requests: what its subject and its extensions are made of. */
export interface RequestProfile {
	name: string;
	/** In their order, each with the field of the panel that fills it. */
	subject: Array<{ attribute: SubjectAttribute; field: string; optional?: true }>;
	keyUsage: KeyUsage[];
	/** Absent: the profile forbids the extension. */
	extendedKeyUsage?: { purposes: KeyPurpose[]; critical?: true };
	/** With it the request carries roles and competent authority, too. */
	qcType?: QcType;
	/** Carries the DNS names of the TPP's servers. */
	hasDnsNames?: true;
}

export type ProfileName = 'obtransport' | 'obsigning' | 'obseal' | 'obwac' | 'qseal' | 'qwac';

const eidasSubject = (commonName: string): RequestProfile['subject'] => [
	{ attribute: 'C', field: 'Country' },
	{ attribute: 'O', field: 'Legal Name' },
	{ attribute: 'organizationIdentifier', field: 'Organization Identifier' },
	{ attribute: 'CN', field: commonName },
];

/** Of the UK directory's certificates from before eIDAS. */
const legacySubject: RequestProfile['subject'] = [
	{ attribute: 'C', field: 'Country' },
	{ attribute: 'ST', field: 'State or Province', optional: true },
	{ attribute: 'L', field: 'Locality', optional: true },
	{ attribute: 'O', field: 'Organization' },
	{ attribute: 'OU', field: 'Organisation ID' },
	{ attribute: 'CN', field: 'Software ID' },
];

/** Website authentication: both purposes, because one who is client only is still requested like this. */
const website = {
	keyUsage: ['digitalSignature'],
	extendedKeyUsage: { purposes: ['clientAuth', 'serverAuth'] },
	qcType: 'web',
} satisfies Partial<RequestProfile>;

const seal = {
	keyUsage: ['digitalSignature', 'nonRepudiation'],
	qcType: 'eseal',
} satisfies Partial<RequestProfile>;

/**
 * By the names that the UK directory's API gives them. OBWAC and OBSeal as in its "eIDAS PSD2 Certificate Signing
 * Request Profiles" 2.2; QWAC and QSealC as ETSI TS 119 495 §5.3; the older two as the directory issued them.
 */
export const requestProfiles: Record<ProfileName, RequestProfile> = {
	obsigning: {
		name: 'OB Signing (Legacy)',
		subject: legacySubject,
		keyUsage: ['digitalSignature', 'nonRepudiation'],
		extendedKeyUsage: { purposes: ['documentSigning'] },
	},
	obtransport: {
		name: 'OB Transport (Legacy)',
		subject: legacySubject,
		keyUsage: ['digitalSignature'],
		extendedKeyUsage: { purposes: ['serverAuth', 'clientAuth'], critical: true },
	},
	obseal: { name: 'OBSeal', subject: eidasSubject('Organisation ID'), ...seal },
	obwac: { name: 'OBWAC', subject: eidasSubject('Organisation ID'), ...website },
	qseal: { name: 'QSealC', subject: eidasSubject('Common Name'), ...seal },
	qwac: { name: 'QWAC', subject: eidasSubject('Common Name'), ...website, hasDnsNames: true },
};
