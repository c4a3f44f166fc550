import { campaign } from '../faults/runs.mts';

// A short fault campaign with each change; `npm run test:faults` plays a long one.
it('keeps every promise in random runs with random faults', async () => {
	const { runs, requests, violations } = await campaign({ runs: 60, seed: 7 });
	expect(violations).toEqual([]);
	expect(runs).toBe(60);
	expect(requests).toBeGreaterThan(300);
}, 120_000);
