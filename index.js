// The package's entry point for scripts and tests: its node and credential classes by name. n8n itself loads the files
// that package.json lists under "n8n".
const { n8n } = require('./package.json');

for (const file of [...n8n.nodes, ...n8n.credentials]) Object.assign(exports, require(`./${file}`));
