import type { INode, INodeProperties } from 'n8n-workflow';

/** Identifies a provider account: the base URL and the credential. */
export function accountOf(node: INode, type: string, baseUrl = ''): string {
	const { id, name } = node.credentials?.[type] ?? {};
	return [baseUrl, type, id ?? name ?? ''].join(' ');
}

/** Whether a credential can renew its session by signing in again. */
export function isRenewable(properties: INodeProperties[]): boolean {
	return properties.some(({ typeOptions }) => typeOptions?.expirable === true);
}
