import axios from 'axios';

/** axios without what it does by itself: no redirects, no proxy, no parsing, no judgement of the status. */
export const axiosClient = axios.create({
	maxRedirects: 0,
	proxy: false,
	responseType: 'stream',
	maxBodyLength: Infinity,
	validateStatus: () => true,
	transformRequest: (body: unknown) => body,
	headers: { 'User-Agent': 'n8n-nodes-open-banking' },
});
