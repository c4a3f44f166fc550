import { updateDisplayOptions } from 'n8n-workflow';
import type { Operation } from '../../shared/types';
import { softwareOne } from '../provider';
import { accountId } from './fields';

export const disableAccount: Operation = {
	provider: softwareOne,
	request: { method: 'POST', url: '/public/v1/accounts/accounts/{accountId}/disable' },
	noun: 'account',
	verb: 'disable',
	repeat: 'always',
	fields: updateDisplayOptions({ show: { resource: ['account'], operation: ['disable'] } }, [accountId]),
};
