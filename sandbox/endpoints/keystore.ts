import type { Directory } from '../directory/directory';
import { json, type Answer } from '../http/answer';
import type { BankRequest } from '../http/request';
import type { Route } from '../http/route';

/** JWKS of the directory itself and of every software statement. */
export function keystoreRoutes(directory: Directory): Route[] {
	const endpoint = ({ path }: BankRequest): Answer => {
		const keystore = directory.keystore(path.slice('/keystore/'.length));
		return keystore ? json(200, keystore) : { status: 404 };
	};
	return ['/keystore/{File}', '/keystore/{OrganisationId}/{File}'].map((path) => ({
		listener: 'plain',
		method: 'GET',
		path,
		endpoint,
	}));
}
