/** Paths of the authorization server, below the bank's. */
export const routes = {
	authorization: '/auth',
	token: '/token',
	revocation: '/token/revocation',
	userinfo: '/userinfo',
	jwks: '/jwks',
};

/** Endpoints that ask for the client certificate (RFC 8705 §5). */
export const mutualTls = [routes.token, routes.revocation, routes.userinfo];
