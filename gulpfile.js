const { dest, parallel, src } = require('gulp');

const OUT = 'dist';

/** Copies icons and codex files to where n8n reads them: next to the compiled nodes. */
const icons = () => src('icons/**/*.svg', { encoding: false }).pipe(dest(`${OUT}/icons`));
const codex = () => src('nodes/**/*.node.json', { encoding: false }).pipe(dest(`${OUT}/nodes`));

exports.default = parallel(icons, codex);
