import type { INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';
import type { Operation } from '../../shared/types';
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
	request: { method: 'GET', url: '/v1/token_info' },
	noun: 'token',
	verb: 'get',
	repeat: 'always',
	fields: updateDisplayOptions({ show: { resource: ['token'], operation: ['getInfo'] } }, fields),
	checks: versionCheck,
	shape: setVersion,
};
