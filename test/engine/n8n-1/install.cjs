// Jest's global setup for the tests on n8n 1.123: installs that engine beside the tests, once.
const { execFileSync } = require('node:child_process');
const { existsSync } = require('node:fs');

module.exports = () => {
	if (existsSync(`${__dirname}/node_modules/.package-lock.json`)) return;
	execFileSync('npm', ['ci', '--legacy-peer-deps'], { cwd: __dirname, stdio: 'inherit' });
};
