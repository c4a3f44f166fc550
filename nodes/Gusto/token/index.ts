import type { INodeProperties } from 'n8n-workflow';
import { route } from '../../shared/prepare';
import { getTokenInfo } from './getInfo';

export const tokenDescription: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['token'] } },
		options: [
			{
				name: 'Get Info',
				value: 'getInfo',
				action: 'Get token info',
				description: 'Retrieve what the system access token may do and whom it belongs to',
				routing: route(getTokenInfo),
			},
		],
		default: 'getInfo',
	},
	...getTokenInfo.fields,
];
