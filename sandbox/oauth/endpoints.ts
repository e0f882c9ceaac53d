/** Paths of an authorization server, below the bank's. */
export interface Routes {
	authorization: string;
	token: string;
	revocation: string;
	userinfo: string;
	jwks: string;
	/** RFC 9126 §5; absent: no request is pushed to the bank. */
	pushed_authorization_request?: string;
}

export const routes: Routes = {
	authorization: '/auth',
	token: '/token',
	revocation: '/token/revocation',
	userinfo: '/userinfo',
	jwks: '/jwks',
};

/** Endpoints that ask for the client certificate (RFC 8705 §5). */
export const mutualTls = ({
	token,
	revocation,
	userinfo,
	pushed_authorization_request: pushed,
}: Routes): string[] => [token, revocation, userinfo, ...(pushed ? [pushed] : [])];
