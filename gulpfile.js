const { dest, parallel, src } = require('gulp');

const OUT = 'dist';

/** n8n reads a node's icon and its codex file from beside the compiled node. */
const icons = () => src('icons/**/*.svg', { encoding: false }).pipe(dest(`${OUT}/icons`));
const codex = () => src('nodes/**/*.node.json', { encoding: false }).pipe(dest(`${OUT}/nodes`));

exports.default = parallel(icons, codex);
