import type { X509Certificate } from 'node:crypto';

import { certificateFields } from './certificateFields';
import { derTag, readDer, readDerList, readOid, type DerElement } from './der';
import { readDirectoryString } from './directoryString';
import {
	extensionOids,
	psd2Roles,
	psd2Statement,
	qcTypes,
	type Psd2Role,
	type QcType,
} from './oids';

/** What the qcStatements of a certificate say (ETSI TS 119 495 annex A, ETSI EN 319 412-5 §4.2.3). */
export interface QualifiedStatements {
	qcTypes: QcType[];
	roles: Psd2Role[];
	authorityName?: string;
	authorityId?: string;
}

/**
 * Leniently: issuers disagree about how the statements nest, and a bank decides by the OIDs. Undefined when the
 * certificate has no qcStatements, or they cannot be read.
 */
export function qualifiedStatements(certificate: X509Certificate): QualifiedStatements | undefined {
	const extension = certificateFields(certificate).extensions.get(extensionOids.qcStatements);
	if (!extension) return undefined;
	try {
		const root = readDer(extension);
		const [authorityName, authorityId] = authorityOf(root);
		return {
			qcTypes: namesWithin(root, qcTypes),
			roles: namesWithin(root, psd2Roles),
			authorityName,
			authorityId,
		};
	} catch {
		return undefined;
	}
}

function namesWithin<Name extends string>(root: DerElement, table: Record<Name, string>): Name[] {
	const oids = elementsWithin(root)
		.filter(({ tag }) => tag === derTag.oid)
		.map(({ content }) => readOid(content));
	return (Object.keys(table) as Name[]).filter((name) => oids.includes(table[name]));
}

/** The strings that stand beside the roles, not those within them. */
function authorityOf(root: DerElement): Array<string | undefined> {
	const statement = [root, ...elementsWithin(root)].find(isPsd2Statement);
	const information = statement && readDerList(statement.content)[1];
	if (information?.tag !== derTag.sequence) return [];
	return readDerList(information.content)
		.filter(({ tag }) => tag !== derTag.sequence)
		.map(readDirectoryString);
}

function isPsd2Statement({ tag, content }: DerElement): boolean {
	if (tag !== derTag.sequence) return false;
	const [first] = readDerList(content);
	return first?.tag === derTag.oid && readOid(first.content) === psd2Statement;
}

function elementsWithin({ tag, content }: DerElement): DerElement[] {
	if (tag !== derTag.sequence) return [];
	return readDerList(content).flatMap((element) => [element, ...elementsWithin(element)]);
}
