import {
	psd2Roles,
	psd2Statement,
	qcTypes,
	qcTypeStatement,
	type Psd2Role,
	type QcType,
} from '../oids';
import { objectId, sequence, utf8String, type Asn1 } from './asn1';
import type { CompetentAuthority } from './competentAuthorities';

/** What a payment service provider is authorised to be, and by whom. */
export interface Psd2Authorisation {
	roles: Psd2Role[];
	authority: CompetentAuthority;
}

/**
 * Value of the extension qcStatements for PSD2: QcType, then the statement of ETSI TS 119 495 annex A. Each role is a
 * SEQUENCE of its own, in the order of the OIDs, whatever the order of `roles`.
 */
export const qcStatements = (qcType: QcType, { roles, authority }: Psd2Authorisation): Asn1 =>
	sequence(
		sequence(objectId(qcTypeStatement), sequence(objectId(qcTypes[qcType]))),
		sequence(
			objectId(psd2Statement),
			sequence(
				sequence(...inOrder(roles).map(roleOfPsp)),
				utf8String(authority.name),
				utf8String(authority.id),
			),
		),
	);

const roleOfPsp = (role: Psd2Role) => sequence(objectId(psd2Roles[role]), utf8String(role));

const inOrder = (roles: Psd2Role[]) =>
	(Object.keys(psd2Roles) as Psd2Role[]).filter((role) => roles.includes(role));
