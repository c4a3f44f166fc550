import { updateDisplayOptions } from 'n8n-workflow';
import type { Operation } from '../../shared/types';
import { softwareOne } from '../provider';
import { accountId } from './fields';

export const enableAccount: Operation = {
	provider: softwareOne,
	request: { method: 'POST', url: '/public/v1/accounts/accounts/{accountId}/enable' },
	noun: 'account',
	verb: 'enable',
	repeat: 'always',
	fields: updateDisplayOptions({ show: { resource: ['account'], operation: ['enable'] } }, [accountId]),
};
