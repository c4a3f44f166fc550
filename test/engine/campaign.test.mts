import { startSandbox } from '../../sandbox/server.mts';
import { plain } from '../faults/contenders.mts';
import { campaign } from '../faults/runs.mts';
import { creations, customers } from './providers.mts';

/** Set in jest.config.cjs for the engine tests. */
declare const campaignRuns: number;

// A short fault campaign for every change; `npm run test:faults` runs a long one.
it('keeps every promise in random runs with random faults', async () => {
	const { runs, again, requests, violations } = await campaign({ runs: campaignRuns, seed: 7 });
	expect(violations).toEqual([]);
	expect(runs).toBe(campaignRuns);
	expect(again).toBeGreaterThan(campaignRuns / 6);
	expect(requests).toBeGreaterThan(5 * campaignRuns);
}, 120_000);

// Otherwise the comparison in docs/reliability.md would count its author's mistakes.
it.each(creations)(
	"creates everything with the comparison's plain node when nothing goes wrong: $title",
	async (row) => {
		const sandbox = await startSandbox();
		const { error } = await plain.run(row, sandbox.url[row.provider], { items: customers(3) });
		expect(error).toBeUndefined();
		expect(row.held(sandbox.books)).toHaveLength(3);
		await sandbox.close();
	},
);
