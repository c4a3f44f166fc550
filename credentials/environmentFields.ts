import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

/**
 * The fields of a credential that say where its key is from: production, the provider's test environment, or a URL of one's
 * own. `secret` is what the person has ("key"), `example` the URL that the Base URL field shows.
 */
export function environmentFields(secret: string, test: INodePropertyOptions, example: string): INodeProperties[] {
	return [
		{
			displayName: 'Environment',
			name: 'environment',
			type: 'options',
			options: [{ name: 'Production', value: 'production' }, test, { name: 'Custom URL', value: 'custom' }],
			default: 'production',
			description: `Where the ${secret} is from. What belongs to one environment does not work in another.`,
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			displayOptions: { show: { environment: ['custom'] } },
			required: true,
			default: '',
			placeholder: `e.g. ${example}`,
			description: 'Address that all requests start with',
		},
	];
}
