// Jest's global setup for the tests on n8n 1.123: installs that engine beside the tests, once for each lockfile.
const { execFileSync } = require('node:child_process');
const { copyFileSync, existsSync, readFileSync } = require('node:fs');

module.exports = () => {
	const [wanted, installed] = [`${__dirname}/package-lock.json`, `${__dirname}/node_modules/installed.json`];
	if (existsSync(installed) && readFileSync(installed).equals(readFileSync(wanted))) return;
	execFileSync('npm', ['ci', '--legacy-peer-deps'], { cwd: __dirname, stdio: 'inherit' });
	copyFileSync(wanted, installed);
};
