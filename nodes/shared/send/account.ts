import type { IExecutePaginationFunctions, INode, INodeProperties } from 'n8n-workflow';
import type { Provider } from '../provider';

/** The type of the node's credential. */
export function credentialType(
	context: Pick<IExecutePaginationFunctions, 'getNode'> & {
		getNodeParameter(name: string, fallback: string): unknown;
	},
	{ credentials }: Provider,
): string {
	return String(context.getNodeParameter('authentication', credentials[0]));
}

/** Identifies a provider account: the base URL and the credential. */
export function accountOf(node: INode, type: string, baseUrl = ''): string {
	const { id, name } = node.credentials?.[type] ?? {};
	return [baseUrl, type, id ?? name ?? ''].join(' ');
}

/** Whether a credential can renew its session by signing in again. */
export function isRenewable(properties: INodeProperties[]): boolean {
	return properties.some(({ typeOptions }) => typeOptions?.expirable === true);
}
