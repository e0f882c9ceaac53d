/** A national competent authority, as certificates name it. */
export interface CompetentAuthority {
	/** Country, hyphen, 2 to 8 capital letters. */
	id: string;
	/** In English. */
	name: string;
}

/** ETSI TS 119 495 V1.2.1 annex D; the table grows old, which is why an authority can be entered, too. */
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
