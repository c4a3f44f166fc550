import { simplify } from '../../shared/form/fields';
import type { Operation } from '../../shared/operation';
import { yardstik } from '../provider';
import { subaccountId } from './fields';
import { simpleSubaccount, withReady } from './output';

export const getSubaccount: Operation = {
	provider: yardstik,
	resource: { name: 'Subaccount', value: 'subaccount' },
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get subaccount',
		description: 'Retrieve a subaccount and check whether it is ready',
	},
	request: { method: 'GET', url: '/sub_accounts/{subaccountId}' },
	noun: 'subaccount',
	verb: 'get',
	repeat: 'always',
	fields: [subaccountId, simplify],
	output: withReady,
	simple: simpleSubaccount,
};
