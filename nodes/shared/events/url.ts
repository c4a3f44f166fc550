import type { IHookFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { baseUrlFrom } from '../auth/environment';
import type { Provider } from '../provider';

/** The node's webhook URL. Throws a NodeOperationError if the provider can't reach it. */
export async function publicUrl(context: IHookFunctions, provider: Provider): Promise<string> {
	const url = urlOf(context);
	if (await isOutOfReach(context, provider)) {
		throw new NodeOperationError(
			context.getNode(),
			`${provider.name} can't send events to n8n at ${new URL(url).origin}`,
			{
				description:
					"Webhooks need a public URL. Set n8n's environment variable WEBHOOK_URL to it, then try again.",
			},
		);
	}
	return url;
}

/** Whether the webhook URL is local, so that no provider on the internet can reach it. */
export async function isOutOfReach(context: IHookFunctions, provider: Provider): Promise<boolean> {
	const credentials = await context.getCredentials(provider.credentials[0]);
	return isLocal(urlOf(context)) && !isLocal(baseUrlFrom(provider.environments, credentials));
}

/** The test URL while n8n listens for a test event, otherwise the production URL. */
export function urlOf(context: IHookFunctions): string {
	return context.getNodeWebhookUrl('default') as string;
}

/** Compares URLs. A provider may normalize a registered URL, for example by lowercasing the host. */
export function isSame(one: string, other: string): boolean {
	return one === other || (URL.canParse(one) && new URL(one).href === new URL(other).href);
}

function isLocal(url: string): boolean {
	return (
		URL.canParse(url) && /^(localhost|.*\.localhost|127\..*|\[::1\])$/.test(new URL(url).hostname)
	);
}
