import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import type { Environments } from '../provider';

/**
 * The base URL of a credential, as an n8n expression for the node and the credential test. Accepts custom URLs with or without
 * a trailing slash.
 */
export function baseUrlOf(environments: Environments): string {
	return `={{ (${JSON.stringify(environments)}[$credentials.environment] ?? $credentials.baseUrl).trim().replace(/\\/+$/, "") }}`;
}

/** The base URL of a credential whose values are known. */
export function baseUrlFrom(
	environments: Environments,
	credentials: ICredentialDataDecryptedObject,
): string {
	return (environments[String(credentials.environment)] ?? String(credentials.baseUrl))
		.trim()
		.replace(/\/+$/, '');
}
