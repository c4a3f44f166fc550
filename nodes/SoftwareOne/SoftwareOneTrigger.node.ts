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
import { accountEvents, eventOptions } from './events';

export class SoftwareOneTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'SoftwareOne Trigger',
		name: 'softwareOneTrigger',
		icon: { light: 'file:softwareone.svg', dark: 'file:softwareone.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ [$parameter["events"]].flat().join(", ") }}',
		description:
			'Starts the workflow when an account in the SoftwareOne Marketplace is created, is updated, or becomes active',
		defaults: { name: 'SoftwareOne Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'softwareOneApi', required: true }],
		properties: [
			{
				displayName:
					"n8n checks SoftwareOne for changes at the poll times above, at most once a minute. You don't need a public URL. If an account changes several times between two polls, the workflow gets one event.",
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
				default: ['account.activated'],
				description: 'The events to listen to, for any account that your API token can read',
			},
			simplify,
		],
	};

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await poll(this, accountEvents(namesIn(this.getNodeParameter('events'))));
	}
}
