// Copies what the TypeScript compiler leaves out, the icons, the codex files and the schemas, and empties dist before a build.
const { rm } = require('node:fs/promises');
const { dest, src } = require('gulp');

/** Removes dist, so that no file of an earlier build is packed. */
async function clean() {
	await rm('dist', { recursive: true, force: true });
}

/** Icons (light and dark) and the codex file, kept byte for byte beside the compiled files that name them. */
function build() {
	return src(['nodes/**/*.{svg,json}', 'credentials/**/*.svg'], { base: '.', encoding: false }).pipe(dest('dist'));
}

exports.clean = clean;
exports.build = build;
exports.default = build;
