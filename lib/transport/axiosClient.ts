import axios from 'axios';

/** axios without what it does by itself: no redirects, proxy, parsing, content type or judgement of the status. */
export const axiosClient = axios.create({
	maxRedirects: 0,
	proxy: false,
	responseType: 'stream',
	maxBodyLength: Infinity,
	validateStatus: () => true,
	transformRequest: (body: unknown) => body,
	// False: a request without a content type is not called a form.
	headers: { 'User-Agent': 'n8n-nodes-open-banking', 'Content-Type': false },
});
