import type { ICredentialDataDecryptedObject, IExecutePaginationFunctions, ILoadOptionsFunctions, INodeProperties } from 'n8n-workflow';
import { Failure } from './failure';
import type { Operation } from './types';

/** What both a run and a list of a form can tell about their credential. */
type Context = IExecutePaginationFunctions | ILoadOptionsFunctions;

/** Any exception as a Failure whose words hold no secret and name the credential that was used. */
export async function hideSecrets(context: Context, operation: Operation, error: unknown): Promise<Failure> {
	const type = String(context.getNodeParameter('authentication', operation.provider.credentials[0]));
	const properties = context.getCredentialsProperties(type);
	// Without a credential there is no secret to hide, and the exception says what is missing.
	const credentials: ICredentialDataDecryptedObject = await context.getCredentials(type).catch(() => ({}));
	const typed = secretsIn(operation.fields, ({ name }) => context.getNodeParameter(name, ''));
	const secrets = [...secretsIn(properties, ({ name }) => credentials[name]), ...typed];
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

/** The values of the fields that n8n masks, out of a credential or the node's parameters. */
function secretsIn(properties: INodeProperties[], valueOf: (property: INodeProperties) => unknown): string[] {
	return properties
		.filter(({ typeOptions }) => typeOptions?.password)
		.map(valueOf)
		.filter((value) => typeof value === 'string');
}

/** Replaces every secret in a text, also where it stands encoded for Basic authentication. */
export function withoutSecrets(said: string, secrets: string[]): string {
	return secrets
		// A token may have been pasted with the word that goes before it.
		.flatMap((secret) => [secret, secret.replace(/^bearer\s+/i, '')])
		.filter((secret) => secret.length > 3)
		.flatMap((secret) => [secret, Buffer.from(`${secret}:`).toString('base64').replace(/=+$/, ''), encodeURIComponent(secret)])
		.reduce((clean, secret) => clean.split(secret).join('•••'), said);
}
