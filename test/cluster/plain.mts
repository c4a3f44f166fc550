/** A create written as n8n's documentation shows: fields and routing, sent by n8n's engine alone. */
import type { INodeType, INodeTypeDescription } from 'n8n-workflow';

const credentials = [
	'checkrApi',
	'yardstikApi',
	'softwareOneApi',
	'tealApi',
	'gustoApi',
	'gustoSystemApi',
];

export class Plain implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Plain',
		name: 'plain',
		group: ['transform'],
		version: 1,
		description: 'Creates something',
		defaults: { name: 'Plain' },
		inputs: ['main'],
		outputs: ['main'],
		credentials: credentials.map((name) => ({
			name,
			required: true,
			displayOptions: { show: { authentication: [name] } },
		})),
		requestDefaults: {
			baseURL: '={{ $credentials.baseUrl }}',
			headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
		},
		properties: [
			{
				displayName: 'Authentication',
				name: 'authentication',
				type: 'options',
				options: credentials.map((value) => ({ name: value, value })),
				default: 'checkrApi',
			},
			{
				displayName: 'URL',
				name: 'url',
				type: 'string',
				default: '',
				routing: { request: { method: 'POST', url: '={{ $value }}' } },
			},
			{
				displayName: 'Body',
				name: 'body',
				type: 'json',
				default: '{}',
				routing: { request: { body: '={{ $value }}' } },
			},
		],
	};
}
