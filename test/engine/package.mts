import { createRequire } from 'node:module';

/**
 * The package's node and credential classes by name, as n8n loads them: from `dist/`, which `npm run build` writes. In
 * Jest, `test/jest/package.cjs` replaces this file.
 */
export default createRequire(import.meta.filename)('../../index.js') as Record<
	string,
	new () => unknown
>;
