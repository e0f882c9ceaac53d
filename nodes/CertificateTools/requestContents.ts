import type { CompetentAuthority } from '../../lib/certificates/make/extensions';
import {
	competentAuthorities,
	requestProfiles,
	type ProfileName,
} from '../../lib/certificates/make/profiles';
import { readDnsNames, readRoles, type RequestContents } from '../../lib/certificates/make/request';
import {
	assertAuthorityId,
	assertIdentifier,
	psd2Identifier,
	sandboxIdentifier,
	type SubjectAttribute,
} from '../../lib/certificates/make/subject';
import { parameterError } from '../../lib/errors';
import type { Item } from '../shared/operation';
import { credentialIdentifier } from './certificateSource';
import { textOf } from './parameters';
import { otherAuthority } from './requestFields';

type Subject = Partial<Record<SubjectAttribute, string>>;

/**
 * Reads the contents of the request. Fields that the panel hides for the profile are not read.
 *
 * @throws ConfigurationError that names the field that is empty or invalid
 */
export async function readRequestContents(item: Item): Promise<RequestContents> {
	const name = item.parameter<ProfileName>('profile');
	const profile = requestProfiles[name];
	if (!profile) {
		throw parameterError(
			`This version of the node does not have the certificate type "${name}".`,
			'profile',
		);
	}
	const dnsNames = name === 'qwac' ? readDnsNames(listOf(textOf(item, 'dnsNames'))) : [];
	if (!profile.qcType) return { profile, subject: entered(await legacySubject(item)), dnsNames };
	const authority = readAuthority(item);
	return {
		profile,
		subject: entered(await eidasSubject(item, { authority, dnsNames })),
		dnsNames,
		authorisation: { roles: readRoles(item.parameter<unknown>('roles', [])), authority },
	};
}

/** Returns the subject without empty values. */
const entered = (subject: Subject): Subject =>
	Object.fromEntries(Object.entries(subject).filter(([, value]) => value));

async function legacySubject(item: Item): Promise<Subject> {
	const credential = await item.credentialFields();
	return {
		C: textOf(item, 'options.country') || 'GB',
		ST: textOf(item, 'options.state'),
		L: textOf(item, 'options.locality'),
		O: textOf(item, 'options.organization', 'OpenBanking'),
		OU: textOf(item, 'organisationId') || credentialIdentifier(credential, 'organisationId'),
		CN: textOf(item, 'softwareId') || credentialIdentifier(credential, 'softwareId'),
	};
}

interface Entered {
	authority: CompetentAuthority;
	dnsNames: string[];
}

async function eidasSubject(item: Item, { authority, dnsNames }: Entered): Promise<Subject> {
	const isDirectory = ['obwac', 'obseal'].includes(item.parameter('profile'));
	const organisationId = isDirectory ? await readOrganisationId(item) : undefined;
	const legalName = textOf(item, 'legalName');
	return {
		C: textOf(item, 'options.country') || authority.id.slice(0, 2),
		O: legalName,
		organizationIdentifier: readIdentifier(item, authority, organisationId),
		CN: isDirectory
			? organisationId
			: textOf(item, 'options.commonName') || (dnsNames[0] ?? legalName),
	};
}

async function readOrganisationId(item: Item): Promise<string | undefined> {
	const given = textOf(item, 'organisationId');
	return given || credentialIdentifier(await item.credentialFields(), 'organisationId');
}

function readIdentifier(
	item: Item,
	{ id }: CompetentAuthority,
	organisationId: string | undefined,
): string | undefined {
	const given = textOf(item, 'options.organizationIdentifier');
	const number = textOf(item, 'authorisationNumber');
	if (given) assertIdentifier(given, 'organizationIdentifier');
	if (given) return given;
	if (number) return psd2Identifier(id, number, 'authorisationNumber');
	// Without an organisation ID, the subject reports what is missing.
	if (organisationId) return sandboxIdentifier(organisationId);
	throw parameterError(
		'The authorisation number is missing. For an OBWAC or OBSeal of the directory’s sandbox, enter the organisation ID instead.',
		'authorisationNumber',
	);
}

function readAuthority(item: Item): CompetentAuthority {
	const chosen = item.parameter<string>('authority');
	if (chosen === otherAuthority) return enteredAuthority(item);
	const authority = competentAuthorities.find(({ id }) => id === chosen);
	if (authority) return authority;
	throw parameterError(`The competent authority "${chosen}" is not in the list.`, 'authority');
}

function enteredAuthority(item: Item): CompetentAuthority {
	const [id, name] = [textOf(item, 'authorityId'), textOf(item, 'authorityName')];
	assertAuthorityId(id, 'authorityId');
	if (name) return { id, name };
	throw parameterError('The name of the authority is missing.', 'authorityName');
}

const listOf = (value: string) => value.split(/[\s,]+/).filter(Boolean);
