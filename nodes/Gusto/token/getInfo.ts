import type { INodeProperties } from 'n8n-workflow';
import type { Operation } from '../../shared/operation';
import { apiVersion, setVersion, versionCheck } from '../fields';
import { gusto } from '../provider';

const fields: INodeProperties[] = [
	{
		displayName: 'Additional Fields',
		name: 'additionalFields',
		type: 'collection',
		placeholder: 'Add Field',
		default: {},
		options: [apiVersion],
	},
];

export const getTokenInfo: Operation = {
	provider: gusto,
	resource: { name: 'Token', value: 'token' },
	option: {
		name: 'Get Info',
		value: 'getInfo',
		action: 'Get token info',
		description: 'Retrieve the scopes and the owner of the system access token',
	},
	request: { method: 'GET', url: '/v1/token_info' },
	noun: 'token',
	verb: 'get',
	repeat: 'always',
	fields,
	checks: versionCheck,
	shape: setVersion,
};
