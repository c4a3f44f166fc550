import { updateDisplayOptions } from 'n8n-workflow';
import type { Operation } from '../../shared/types';
import { accountId, userOfList } from '../fields';
import { teal } from '../provider';

export const getAccount: Operation = {
	provider: teal,
	request: { method: 'GET', url: '/accounts/{accountId}' },
	noun: 'account',
	verb: 'get',
	repeat: 'always',
	fields: updateDisplayOptions({ show: { resource: ['account'], operation: ['get'] } }, [userOfList, accountId]),
};
