import type {
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	IPollFunctions,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { namesIn } from '../shared/events/names';
import { poll } from '../shared/events/polling';
import { simplify } from '../shared/form/fields';
import { listEventOptions, subaccountEvents } from './events';

export class YardstikPollingTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Yardstik Polling Trigger',
		name: 'yardstikPollingTrigger',
		icon: { light: 'file:yardstik.svg', dark: 'file:yardstik.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ [$parameter["events"]].flat().join(", ") }}',
		description:
			'Starts the workflow when a Yardstik subaccount is created or its status changes (no public URL needed)',
		defaults: { name: 'Yardstik Polling Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'yardstikApi', required: true }],
		properties: [
			{
				displayName:
					'At the poll times above, n8n reads the list of your subaccounts and compares it with the previous one. This takes one request per 100 subaccounts, so poll less often if you have many. If your n8n instance has a public URL, the Yardstik Trigger is faster.',
				name: 'notice',
				type: 'notice',
				default: '',
			},
			{
				displayName: 'Events',
				name: 'events',
				type: 'multiOptions',
				required: true,
				options: listEventOptions,
				default: ['subaccount.status_changed'],
				description: 'The events to listen to, for any subaccount of your platform account',
			},
			{
				displayName: 'Statuses',
				name: 'statuses',
				type: 'string',
				displayOptions: { show: { events: ['subaccount.status_changed'] } },
				default: 'credentialed',
				placeholder: 'e.g. credentialed, active',
				description:
					'Comma-separated list of new statuses to listen to, as Yardstik names them. Not case-sensitive. Leave empty for any status.',
			},
			simplify,
		],
	};

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		const events = namesIn(this.getNodeParameter('events'));
		const statuses = namesIn(this.getNodeParameter('statuses', ''));
		return await poll(this, subaccountEvents(events, statuses));
	}
}
