/** Paths of an authorization server, below the bank's. */
export interface Routes {
	authorization: string;
	token: string;
	revocation: string;
	userinfo: string;
	jwks: string;
}

export const routes: Routes = {
	authorization: '/auth',
	token: '/token',
	revocation: '/token/revocation',
	userinfo: '/userinfo',
	jwks: '/jwks',
};

/** Endpoints that ask for the client certificate (RFC 8705 §5). */
export const mutualTls = ({ token, revocation, userinfo }: Routes): string[] => [
	token,
	revocation,
	userinfo,
];
