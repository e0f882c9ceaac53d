import type { KeyUsage, QcType } from '../extensions';
import type { CompetentAuthority, KeyPurpose } from './extensions';
import type { SubjectAttribute } from './subject';

/*
 * What the panel of Certificate Tools shows about requests. It loads nothing, so that n8n reads the panel without the rest.
 */

/** One kind of certificate that a TPP requests, with its subject and its extensions. */
export interface RequestProfile {
	name: string;
	/** The attributes in their order, each with the key of its parameter. */
	subject: Array<{ attribute: SubjectAttribute; field: string; optional?: true }>;
	keyUsage: KeyUsage[];
	/** Absent: the profile forbids the extension. */
	extendedKeyUsage?: { purposes: KeyPurpose[]; critical?: true };
	/** Present: the request also contains roles and competent authority. */
	qcType?: QcType;
	/** The request contains the DNS names of the TPP's servers. */
	hasDnsNames?: true;
}

export type ProfileName = 'obtransport' | 'obsigning' | 'obseal' | 'obwac' | 'qseal' | 'qwac';

const eidasSubject = (commonName: string): RequestProfile['subject'] => [
	{ attribute: 'C', field: 'country' },
	{ attribute: 'O', field: 'legalName' },
	{ attribute: 'organizationIdentifier', field: 'organizationIdentifier' },
	{ attribute: 'CN', field: commonName },
];

/** The subject of the UK directory's certificates from before eIDAS. */
const legacySubject: RequestProfile['subject'] = [
	{ attribute: 'C', field: 'country' },
	{ attribute: 'ST', field: 'state', optional: true },
	{ attribute: 'L', field: 'locality', optional: true },
	{ attribute: 'O', field: 'organization' },
	{ attribute: 'OU', field: 'organisationId' },
	{ attribute: 'CN', field: 'softwareId' },
];

/** Website authentication, with both purposes: the profiles require both even for clients. */
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
 * The profiles by their names in the UK directory's API. Sources: its "eIDAS PSD2 Certificate Signing Request Profiles" 2.2
 * for OBWAC and OBSeal, ETSI TS 119 495 §5.3 for QWAC and QSealC, and issued certificates for the older two.
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
	obseal: { name: 'OBSeal', subject: eidasSubject('organisationId'), ...seal },
	obwac: { name: 'OBWAC', subject: eidasSubject('organisationId'), ...website },
	qseal: { name: 'QSealC', subject: eidasSubject('commonName'), ...seal },
	qwac: { name: 'QWAC', subject: eidasSubject('commonName'), ...website, hasDnsNames: true },
};

/** ETSI TS 119 495 V1.2.1 annex D. The table may be outdated, so operators can also enter an authority. */
export const competentAuthorities: ReadonlyArray<CompetentAuthority & { country: string }> = [
	{ country: 'Austria', id: 'AT-FMA', name: 'Austria Financial Market Authority' },
	{ country: 'Belgium', id: 'BE-NBB', name: 'National Bank of Belgium' },
	{ country: 'Bulgaria', id: 'BG-BNB', name: 'Bulgarian National Bank' },
	{ country: 'Croatia', id: 'HR-CNB', name: 'Croatian National Bank' },
	{ country: 'Cyprus', id: 'CY-CBC', name: 'Central Bank of Cyprus' },
	{ country: 'Czechia', id: 'CZ-CNB', name: 'Czech National Bank' },
	{ country: 'Denmark', id: 'DK-DFSA', name: 'Danish Financial Supervisory Authority' },
	{ country: 'Estonia', id: 'EE-FI', name: 'Estonia Financial Supervisory Authority' },
	{ country: 'Finland', id: 'FI-FINFSA', name: 'Finnish Financial Supervisory Authority' },
	{ country: 'France', id: 'FR-ACPR', name: 'Prudential Supervisory and Resolution Authority' },
	{ country: 'Germany', id: 'DE-BAFIN', name: 'Federal Financial Supervisory Authority' },
	{ country: 'Greece', id: 'GR-BOG', name: 'Bank of Greece' },
	{ country: 'Hungary', id: 'HU-CBH', name: 'Central Bank of Hungary' },
	{ country: 'Iceland', id: 'IS-FME', name: 'Financial Supervisory Authority' },
	{ country: 'Ireland', id: 'IE-CBI', name: 'Central Bank of Ireland' },
	{ country: 'Italy', id: 'IT-BI', name: 'Bank of Italy' },
	{ country: 'Latvia', id: 'LV-FCMC', name: 'Financial and Capital Markets Commission' },
	{ country: 'Liechtenstein', id: 'LI-FMA', name: 'Financial Market Authority Liechtenstein' },
	{ country: 'Lithuania', id: 'LT-BL', name: 'Bank of Lithuania' },
	{
		country: 'Luxembourg',
		id: 'LU-CSSF',
		name: 'Commission for the Supervision of Financial Sector',
	},
	{ country: 'Malta', id: 'MT-MFSA', name: 'Malta Financial Services Authority' },
	{ country: 'Netherlands', id: 'NL-DNB', name: 'The Netherlands Bank' },
	{ country: 'Norway', id: 'NO-FSA', name: 'The Financial Supervisory Authority of Norway' },
	{ country: 'Poland', id: 'PL-PFSA', name: 'Polish Financial Supervision Authority' },
	{ country: 'Portugal', id: 'PT-BP', name: 'Bank of Portugal' },
	{ country: 'Romania', id: 'RO-NBR', name: 'National bank of Romania' },
	{ country: 'Slovakia', id: 'SK-NBS', name: 'National Bank of Slovakia' },
	{ country: 'Slovenia', id: 'SI-BS', name: 'Bank of Slovenia' },
	{ country: 'Spain', id: 'ES-BE', name: 'Bank of Spain' },
	{ country: 'Sweden', id: 'SE-FINA', name: 'Swedish Financial Supervision Authority' },
	{ country: 'United Kingdom', id: 'GB-FCA', name: 'Financial Conduct Authority' },
];
