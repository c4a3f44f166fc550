import { createRequire } from 'node:module';

const load = createRequire(import.meta.filename);

/**
 * What the package keeps in memory between executions is gone, as after a restart of n8n. In Jest, `test/jest/restart.cjs`
 * stands in for this file.
 */
export default function restart(): void {
	(load('../../dist/nodes/shared/send/gate.js') as { forgetGates(): void }).forgetGates();
	(load('../../dist/nodes/shared/auth/session.js') as { forgetSessions(): void }).forgetSessions();
}
