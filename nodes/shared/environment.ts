import type { ICredentialDataDecryptedObject, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

/** The base URLs of a provider, by the value of the credential's Environment field. */
export type Environments = Record<string, string>;

/**
 * The base URL that a credential is for, as an n8n expression for the node and the credential test. Takes a URL of the
 * user's own (Environment "Custom URL") with or without a slash at its end.
 */
export function baseUrlOf(environments: Environments): string {
	return `={{ (${JSON.stringify(environments)}[$credentials.environment] ?? $credentials.baseUrl).trim().replace(/\\/+$/, "") }}`;
}

/** The same for code that has the credential's values at hand. */
export function baseUrlFrom(environments: Environments, credentials: ICredentialDataDecryptedObject): string {
	return (environments[String(credentials.environment)] ?? String(credentials.baseUrl)).trim().replace(/\/+$/, '');
}

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
