import { updateDisplayOptions } from 'n8n-workflow';
import { simplify } from '../../shared/fields';
import type { Operation } from '../../shared/types';
import { yardstik } from '../provider';
import { simpleSubaccount, subaccountId } from './fields';

export const getSubaccount: Operation = {
	provider: yardstik,
	request: { method: 'GET', url: '/sub_accounts/{subaccountId}' },
	noun: 'subaccount',
	verb: 'get',
	repeat: 'always',
	fields: updateDisplayOptions({ show: { resource: ['subaccount'], operation: ['get'] } }, [subaccountId, simplify]),
	simple: simpleSubaccount,
};
