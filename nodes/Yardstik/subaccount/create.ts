import type { IDataObject } from 'n8n-workflow';
import { anyText, each, email, state, uuid } from '../../shared/prepare/checks';
import type { Operation } from '../../shared/operation';
import { isEmpty, isObject } from '../../shared/values';
import { yardstik } from '../provider';
import { createFields } from './createFields';
import { existing } from './existing';
import { phone } from './fields';

export const createSubaccount: Operation = {
	provider: yardstik,
	resource: { name: 'Subaccount', value: 'subaccount' },
	option: {
		name: 'Create',
		value: 'create',
		action: 'Create subaccount',
		description: 'Create a new subaccount for a customer',
	},
	request: { method: 'POST', url: '/sub_accounts' },
	noun: 'subaccount',
	verb: 'create',
	// A second request with the same name returns the subaccount that the first one created.
	repeat: 'always',
	fields: createFields,
	codes: ['address.state', 'state_of_incorporation'],
	checks: {
		email_address: email,
		actions_email_address: email,
		billing_email: email,
		compliance_email_address: email,
		support_email_address: email,
		tech_email_address: email,
		company_phone_number: phone,
		support_phone: phone,
		permissible_purpose_id: uuid,
		permissible_purpose_ids: each(uuid),
		'address.state': state,
		// Its values aren't documented, so any text is allowed.
		state_of_incorporation: anyText,
		account_packages: (value) =>
			Array.isArray(value) && value.every(isObject)
				? undefined
				: 'must be a JSON array of objects, such as [{"id": "1"}]',
	},
	label: ['account_name'],
	howToCheck: 'Look for the subaccount in the Yardstik dashboard',
	shape(request, issues) {
		const body = request.body as IDataObject;
		// Yardstik's document requires `address`, but shows an empty one.
		body.address ??= {};
		const { permissible_purpose_id: first, permissible_purpose_ids: more } = body;
		if (!isEmpty(first) && !isEmpty(more)) {
			body.permissible_purpose_ids = [...new Set([first, more].flat())] as string[];
			delete body.permissible_purpose_id;
		}
		const picked = this.getNodeParameter('additionalFields.accountPackageIds', []);
		const ids = (typeof picked === 'string' ? picked.split(',') : [picked].flat())
			.map((id) => String(id).trim())
			.filter((id) => id !== '');
		if (isEmpty(body.account_packages) && ids.length > 0)
			body.account_packages = ids.map((id) => ({ id }));
		if ([first, more, body.account_packages].every(isEmpty)) {
			issues.push({
				field: 'Permissible Purpose',
				text: 'is required unless you add account packages',
			});
		}
	},
	existing,
	secretOutput: ['api_tokens'],
};
