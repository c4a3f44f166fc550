import type {
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	IPollFunctions,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { selectedEvents } from '../shared/events/names';
import { poll } from '../shared/events/polling';
import { otherEvents, simplify } from '../shared/form/fields';
import { eventOptions, gustoEvents } from './events';

export class GustoTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Gusto Trigger',
		name: 'gustoTrigger',
		icon: { light: 'file:gusto.svg', dark: 'file:gusto.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ [$parameter["events"]].flat().join(", ") }}',
		description: 'Starts the workflow when Gusto events occur, such as an approved company',
		defaults: { name: 'Gusto Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'gustoSystemApi', required: true }],
		properties: [
			{
				displayName:
					"n8n checks Gusto for new events at the poll times above, at most once a minute. You don't need a public URL. In the Gusto Developer Portal, add the scope events:read to your application.",
				name: 'notice',
				type: 'notice',
				default: '',
			},
			{
				displayName: 'Events',
				name: 'events',
				type: 'multiOptions',
				required: true,
				options: eventOptions,
				default: ['company.approved'],
				description: 'The events to listen to, for any company of your application',
			},
			otherEvents(
				'e.g. payroll.processed, employee.*',
				"Comma-separated list of Gusto's event names. Use * as a wildcard.",
			),
			simplify,
		],
	};

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		const events = selectedEvents(this);
		return await poll(this, gustoEvents(events));
	}
}
