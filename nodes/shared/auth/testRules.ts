import type { ICredentialTestRequest } from 'n8n-workflow';

/** What n8n shows as the result of a credential test, by the status of the response. */
export function testRules(messages: Record<number, string>): ICredentialTestRequest['rules'] {
	return Object.entries(messages).map(([status, message]) => ({
		type: 'responseCode',
		properties: { value: Number(status), message },
	}));
}

/** The message for a 404 response to a request that can't be wrong. `field` is where the address is entered. */
export function noSuchAddress(name: string, field = 'environment or base URL'): string {
	return `The ${name} API was not found at this address. Check the ${field}.`;
}
