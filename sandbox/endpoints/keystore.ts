import type { Directory } from '../directory/directory';
import { json, type BankResponse } from '../http/response';
import type { BankRequest } from '../http/request';
import type { Route } from '../http/route';

/** Returns the routes of the keystore: JWKS of the directory and of every software statement. */
export function keystoreRoutes(directory: Directory): Route[] {
	const endpoint = ({ path }: BankRequest): BankResponse => {
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
