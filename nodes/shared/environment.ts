import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

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
