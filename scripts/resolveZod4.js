// Jest's resolver for `ZOD=4 npx jest`: what this package asks of zod is answered by version 4, as an n8n of the future would.
const path = require('node:path');

const ROOT = path.resolve(__dirname, '..');
const OURS = ['nodes', 'credentials', 'dist'].map((folder) => path.join(ROOT, folder) + path.sep);

module.exports = (request, options) => {
	const isOurs = OURS.some((folder) => `${options.basedir}${path.sep}`.startsWith(folder));
	return options.defaultResolver(request === 'zod' && isOurs ? 'zod/v4' : request, options);
};
