/** Paths of an authorization server, relative to the bank's. */
export interface Routes {
	authorization: string;
	token: string;
	revocation: string;
	userinfo: string;
	jwks: string;
	/** RFC 9126 §5; absent: the bank does not support pushed authorization requests. */
	pushed_authorization_request?: string;
}

export const routes: Routes = {
	authorization: '/auth',
	token: '/token',
	revocation: '/token/revocation',
	userinfo: '/userinfo',
	jwks: '/jwks',
};

/** Returns the paths that require a client certificate (RFC 8705 §5). */
export const mutualTlsPaths = ({
	token,
	revocation,
	userinfo,
	pushed_authorization_request: pushed,
}: Routes): string[] => [token, revocation, userinfo, ...(pushed ? [pushed] : [])];
