/** How the tests with a real n8n read its executions. */
import type { INodeExecutionData, IRun } from 'n8n-workflow';
import { startItemsOf } from '../../demo/client.mts';

const event = [{ json: { event_id: 'one' } }];

/** An execution, as n8n stores it: the output of its trigger, and what was to be run when it was stored. */
function stored(output?: INodeExecutionData[], left?: INodeExecutionData[]): IRun['data'] {
	const run = (items: INodeExecutionData[]) => [{ data: { main: [items] } }];
	return {
		resultData: { runData: output ? { Trigger: run(output) } : {} },
		executionData: { nodeExecutionStack: left ? [{ data: { main: [left] } }] : [] },
	} as unknown as IRun['data'];
}

describe('startItemsOf', () => {
	it.each<[string, IRun['data']]>([
		['a finished execution', stored(event)],
		['one that was killed before it did anything', stored(undefined, event)],
		[
			'one that n8n recovered after it was killed',
			stored([{ json: { isArtificialRecoveredEventItem: true } }], event),
		],
	])("returns the trigger's items: %s", (_name, data) => expect(startItemsOf(data)).toEqual(event));

	it('returns nothing for an execution without any data', () =>
		expect(startItemsOf(stored())).toEqual([]));
});
