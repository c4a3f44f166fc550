import type { ICredentialDataDecryptedObject, IExecutePaginationFunctions, ILoadOptionsFunctions, INodeProperties } from 'n8n-workflow';
import { jsonParse } from 'n8n-workflow';
import { Failure } from './failure';
import type { Operation } from './types';
import { textOf } from './values';

/** What both a run and a list of a form can tell about their credential. */
type Context = IExecutePaginationFunctions | ILoadOptionsFunctions;

/** Takes an item's secrets, those of the credential and of the form, out of a body that a provider sent. */
export async function maskedBody(context: Context, operation: Operation, body: unknown): Promise<unknown> {
	const secrets = secretsOf(context, operation, await credentialOf(context, operation));
	if (typeof body === 'string') return withoutSecrets(body, secrets);
	return jsonParse(withoutSecrets(JSON.stringify(body ?? null), secrets), { fallbackValue: '' });
}

/** Any exception as a Failure whose words hold no secret and name the credential that was used. */
export async function hideSecrets(context: Context, operation: Operation, error: unknown): Promise<Failure> {
	const credential = await credentialOf(context, operation);
	const { type, properties, credentials } = credential;
	const secrets = secretsOf(context, operation, credential);
	const clean = (text: string) => withoutSecrets(text, secrets);
	if (!(error instanceof Failure)) {
		const { message, description } = error as { message?: string; description?: string | null };
		return new Failure('rejected', clean(message ?? 'The request could not be made'), clean(description ?? ''));
	}
	const environment = properties.find(({ name }) => name === 'environment')?.options?.find((option) => 'value' in option && option.value === credentials.environment);
	const place = `the credential '${context.getNode().credentials?.[type]?.name ?? type}'${environment ? ` for ${environment.name}` : ''}`;
	const message = error.kind === 'unauthorized' ? error.message.replace('the key', `the key in ${place}`) : error.message;
	return new Failure(error.kind, clean(message), clean(error.advice), error.status, error.retryAfterMs);
}

interface Credential {
	type: string;
	properties: INodeProperties[];
	credentials: ICredentialDataDecryptedObject;
}

/** The credential that the node signs with: its type, its fields and their values. */
async function credentialOf(context: Context, { provider }: Operation): Promise<Credential> {
	const type = String(context.getNodeParameter('authentication', provider.credentials[0]));
	// Without a credential there is no secret to hide, and the exception says what is missing.
	const credentials: ICredentialDataDecryptedObject = await context.getCredentials(type).catch(() => ({}));
	return { type, properties: context.getCredentialsProperties(type), credentials };
}

/** The values of the fields that n8n masks, out of the credential and the node's parameters. */
function secretsOf(context: Context, operation: Operation, { properties, credentials }: Credential): string[] {
	const masked = (fields: INodeProperties[], valueOf: (field: INodeProperties) => unknown) =>
		fields.filter(({ typeOptions }) => typeOptions?.password).map((field) => textOf(valueOf(field)));
	return [...masked(properties, ({ name }) => credentials[name]), ...masked(operation.fields, ({ name }) => context.getNodeParameter(name, ''))];
}

/** Replaces every secret in a text, also where it stands in one of the forms that it takes on the way. */
export function withoutSecrets(said: string, secrets: string[]): string {
	return secrets
		// A token may have been pasted with the word that goes before it.
		.flatMap((secret) => [secret.trim(), secret.trim().replace(/^bearer\s+/i, '')])
		.filter((secret) => secret.length > 3)
		.flatMap((secret) => [
			secret,
			secret.replace(/\s+/g, ' '),
			JSON.stringify(secret).slice(1, -1),
			Buffer.from(`${secret}:`).toString('base64').replace(/=+$/, ''),
			encodeURIComponent(secret),
			new URLSearchParams([['', secret]]).toString().slice(1),
			secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;'),
		])
		.reduce((clean, secret) => clean.replaceAll(secret, '•••'), said);
}
