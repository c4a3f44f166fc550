import { createRequire } from 'node:module';

const load = createRequire(import.meta.filename);

/**
 * Clears what the package keeps in memory between executions, as a restart of n8n does. In Jest,
 * `test/jest/restart.cjs` replaces this file.
 */
export default function restart(): void {
	(load('../../dist/nodes/shared/send/gate.js') as { forgetGates(): void }).forgetGates();
	(load('../../dist/nodes/shared/auth/session.js') as { forgetSessions(): void }).forgetSessions();
}
