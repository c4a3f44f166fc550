import { Failure } from '../../nodes/shared/failure.ts';
import { Run } from '../../nodes/shared/run.ts';

it('lets a request get on its way before the next one leaves', async () => {
	const run = new Run();
	const events: string[] = [];
	const leave = async (name: string) => {
		await run.clearance(1000);
		events.push(`${name} leaves`);
		// What has been handed to the network leaves in the same turn of the event loop.
		setImmediate(() => events.push(`${name} is on its way`));
	};
	await Promise.all(['first', 'second', 'third'].map(leave));
	expect(events).toEqual(['first leaves', 'first is on its way', 'second leaves', 'second is on its way', 'third leaves']);
});

it('lets none of them leave once the run is stopped', async () => {
	const run = new Run();
	const left: string[] = [];
	const leave = async (name: string) => {
		await run.clearance(1000);
		left.push(name);
		run.stop(new Failure('rejected', 'Turned down', 'Correct it'), 0);
	};
	const [first, ...others] = await Promise.allSettled(['first', 'second', 'third'].map(leave));
	expect(first.status).toBe('fulfilled');
	expect(others.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
	expect(left).toEqual(['first']);
});

it('waits no longer once a hold becomes longer than anybody waits', async () => {
	const run = new Run();
	run.holdFor(20);
	const cleared = run.clearance(1000);
	run.holdFor(7_200_000);
	await cleared;
	expect(run.held).toBeGreaterThan(1000);
});
