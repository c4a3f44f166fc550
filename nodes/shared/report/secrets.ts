import type {
	ICredentialDataDecryptedObject,
	IExecutePaginationFunctions,
	ILoadOptionsFunctions,
	INodeProperties,
	IPollFunctions,
} from 'n8n-workflow';
import { jsonParse } from 'n8n-workflow';
import { Failure } from './failure';
import type { Operation } from '../operation';
import { credentialType } from '../provider';
import { textOf } from '../values';

/** The contexts of a run, a list in a form, and a poll, which all have a credential. */
type Context = IExecutePaginationFunctions | ILoadOptionsFunctions | IPollFunctions;

/** Masks an item's secrets, from the credential and the form, in a body that a provider sent. */
export async function maskedBody(
	context: Context,
	operation: Operation,
	body: unknown,
): Promise<unknown> {
	const secrets = secretsOf(context, operation, await credentialOf(context, operation));
	if (typeof body === 'string') return withoutSecrets(body, secrets);
	return jsonParse(withoutSecrets(JSON.stringify(body ?? null), secrets), { fallbackValue: '' });
}

/**
 * Converts any exception to a Failure without secrets, whose message names the credential. An exception that neither we nor n8n
 * threw on purpose is a bug in this package: the message says so, and the stack is kept.
 */
export async function hideSecrets(
	context: Context,
	operation: Operation,
	error: unknown,
): Promise<Failure> {
	const credential = await credentialOf(context, operation);
	const secrets = secretsOf(context, operation, credential);
	const clean = (text: string) => withoutSecrets(text, secrets);
	const failure = error instanceof Failure ? error : fromException(error, operation);
	const { kind, message, advice, stack } = failure;
	const place = `the key in ${placeOf(context, credential)}`;
	const named = kind === 'unauthorized' ? message.replace('the key', place) : message;
	const hidden = failure.with({ message: clean(named), advice: clean(advice) });
	hidden.stack = clean(stack ?? '');
	return hidden;
}

/**
 * Converts an exception that isn't a Failure to one. An error of n8n keeps its message. Everything else is a bug in
 * this package and keeps its stack. It is never reported as a rejection by the provider.
 */
export function fromException(error: unknown, { provider }: Pick<Operation, 'provider'>): Failure {
	const { message, description } = error as { message?: string; description?: string | null };
	// n8n's own errors have a level or an HTTP code, and JavaScript's errors have neither.
	if (typeof error === 'object' && error !== null && ('level' in error || 'httpCode' in error)) {
		return new Failure('rejected', message ?? 'The request could not be sent', description ?? '');
	}
	const fault = new Failure(
		'package_fault',
		`The ${provider.name} node stopped unexpectedly: ${message ?? String(error)}`,
		`This is a bug in the node. Neither your data nor ${provider.name} caused it. Please report it, and include the details below.`,
	);
	fault.stack = (error as Error)?.stack ?? fault.stack;
	return fault;
}

/** The credential's name and environment, as the user knows them. */
function placeOf(context: Context, { type, properties, credentials }: Credential): string {
	const environment = properties
		.find(({ name }) => name === 'environment')
		?.options?.find((option) => 'value' in option && option.value === credentials.environment);
	const name = context.getNode().credentials?.[type]?.name ?? type;
	return `the credential '${name}'${environment ? ` for ${environment.name}` : ''}`;
}

interface Credential {
	type: string;
	properties: INodeProperties[];
	credentials: ICredentialDataDecryptedObject;
}

/** The node's credential: its type, its fields, and their values. */
async function credentialOf(context: Context, { provider }: Operation): Promise<Credential> {
	const type = credentialType(context, provider);
	// Without a credential, there is no secret to hide, and the exception says what is missing.
	const credentials: ICredentialDataDecryptedObject = await context
		.getCredentials(type)
		.catch(() => ({}));
	return { type, properties: context.getCredentialsProperties(type), credentials };
}

/** The values of all masked fields of the credential and the node's parameters. */
function secretsOf(
	context: Context,
	operation: Operation,
	{ properties, credentials }: Credential,
): string[] {
	return [
		...maskedValues(properties, (name) => credentials[name]),
		...maskedValues(operation.fields, (name) => context.getNodeParameter(name, '')),
	];
}

/** The values of masked fields. `valueOf` returns the value of a field. */
export function maskedValues(
	fields: INodeProperties[],
	valueOf: (name: string) => unknown,
): string[] {
	return fields
		.filter(({ typeOptions }) => typeOptions?.password)
		.map(({ name }) => textOf(valueOf(name)));
}

/** Masks every secret in a text, including its encoded forms. */
export function withoutSecrets(said: string, secrets: string[]): string {
	return (
		secrets
			// A token may have been pasted together with "Bearer".
			.flatMap((secret) => [secret.trim(), secret.trim().replace(/^bearer\s+/i, '')])
			.filter((secret) => secret.length > 3)
			.flatMap((secret) => [
				secret,
				secret.replace(/\s+/g, ' '),
				JSON.stringify(secret).slice(1, -1),
				Buffer.from(`${secret}:`).toString('base64').replace(/=+$/, ''),
				encodeURIComponent(secret),
				new URLSearchParams([['', secret]]).toString().slice(1),
				secret
					.replaceAll('&', '&amp;')
					.replaceAll('<', '&lt;')
					.replaceAll('>', '&gt;')
					.replaceAll('"', '&quot;')
					.replaceAll("'", '&#39;'),
			])
			.reduce((clean, secret) => clean.replaceAll(secret, '•••'), said)
	);
}
