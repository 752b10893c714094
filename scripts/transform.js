// How jest reads TypeScript: esbuild takes the types away. `npm run typecheck` checks them.
const { createHash } = require('node:crypto');
const { transformSync, version } = require('esbuild');

const options = { loader: 'ts', format: 'cjs', target: 'node20', sourcemap: 'inline', sourcesContent: false };

module.exports = {
	process: (text, file) => transformSync(text, { ...options, sourcefile: file }),
	getCacheKey: (text, file) =>
		createHash('sha256')
			.update(`${version}${JSON.stringify(options)}${file}\0${text}`)
			.digest('hex'),
};
