import { Failure } from '../../nodes/shared/failure.ts';
import { Run } from '../../nodes/shared/run.ts';

// Time stands still, so that all requests become free at the very same moment.
beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

it('lets requests that become free at once leave one after the other', async () => {
	const run = new Run();
	const started = Date.now();
	const leave = async () => {
		await run.clearance(1000);
		return Date.now() - started;
	};
	const leaving = Promise.all([leave(), leave(), leave()]);
	await jest.advanceTimersByTimeAsync(100);
	const [first, second, third] = await leaving;
	expect(first).toBe(0);
	expect(second).toBeGreaterThan(first);
	expect(third).toBeGreaterThan(second);
});

it('lets none of them leave once the run is stopped', async () => {
	const run = new Run();
	const leave = async () => {
		await run.clearance(1000);
		run.stop(new Failure('rejected', 'Turned down', 'Correct it'), 0);
	};
	const leaving = Promise.allSettled([leave(), leave(), leave()]);
	await jest.advanceTimersByTimeAsync(100);
	expect((await leaving).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
});

it('waits no longer once a hold becomes longer than anybody waits', async () => {
	const run = new Run();
	run.holdFor(20);
	const cleared = run.clearance(1000);
	run.holdFor(7_200_000);
	await jest.advanceTimersByTimeAsync(1000);
	await cleared;
	expect(run.held).toBeGreaterThan(1000);
});
