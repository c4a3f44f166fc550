// Jest's global setup for the tests on n8n 1.123: installs that engine beside this file, once for each lockfile.
const { execFileSync } = require('node:child_process');
const { copyFileSync, existsSync, readFileSync } = require('node:fs');
const { compileFor } = require('../../jest/engine-setup.cjs');

const wanted = `${__dirname}/package-lock.json`;
const installed = `${__dirname}/node_modules/installed.json`;

module.exports = async (global) => {
	if (!existsSync(installed) || !readFileSync(installed).equals(readFileSync(wanted))) {
		execFileSync('npm', ['ci', '--legacy-peer-deps'], { cwd: __dirname, stdio: 'inherit' });
		copyFileSync(wanted, installed);
	}
	await compileFor(__dirname, global);
};
