/** Whether a member of a bank's answer is nothing to show: n8n keeps what nodes emit. Times, flags and addresses are. */
export const isSecret = (name: string, value: unknown): boolean =>
	typeof value === 'string' && (namesSecret(name) || looksSecret(value));

const namesSecret = (name: string) =>
	/secret|token|password|private/i.test(name) && !/endpoint|ur[il]|method|alg$|enc$/i.test(name);

/** A PEM block, a JWT, a value of an Authorization header. */
const looksSecret = (value: string) => /-----BEGIN |^eyJ[\w-]+\.|^(Basic|Bearer) /.test(value);
