import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

/**
 * The credential fields that select an environment: production, the provider's test environment, or a custom URL. `secret` is
 * what belongs to the environment ("key"), and `example` is the placeholder of the Base URL field.
 */
export function environmentFields(
	secret: string,
	test: INodePropertyOptions,
	example: string,
): INodeProperties[] {
	return [
		{
			displayName: 'Environment',
			name: 'environment',
			type: 'options',
			options: [
				{ name: 'Production', value: 'production' },
				test,
				{ name: 'Custom URL', value: 'custom' },
			],
			default: 'production',
			description: `Environment that the ${secret} belongs to. It doesn't work in any other environment.`,
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			displayOptions: { show: { environment: ['custom'] } },
			required: true,
			default: '',
			placeholder: `e.g. ${example}`,
			description: 'Base URL of all requests',
		},
	];
}
