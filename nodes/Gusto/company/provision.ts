import type { IDataObject } from 'n8n-workflow';
import { each, email, state } from '../../shared/prepare/checks';
import type { Operation } from '../../shared/operation';
import { isEmpty } from '../../shared/values';
import { emailOnce, existingByEmail, withCustomer } from '../existing';
import { setVersion, versionCheck } from '../fields';
import { gusto } from '../provider';
import { fields } from './provisionFields';

export const provisionCompany: Operation = {
	provider: gusto,
	resource: { name: 'Company', value: 'company' },
	option: {
		name: 'Provision',
		value: 'provision',
		action: 'Provision company',
		description: 'Create a new company and get the link for your customer to claim it',
	},
	request: { method: 'POST', url: '/v1/provision' },
	noun: 'company',
	verb: 'create',
	repeat: 'never',
	fields,
	checks: {
		...versionCheck,
		'user.email': email,
		'company.states': each(state),
		'address.state': state,
	},
	codes: ['company.states', 'address.state'],
	label: ['company.name'],
	howToCheck: "Ask the company's administrator whether they received Gusto's welcome email",
	existing: existingByEmail(emailOnce),
	output: withCustomer,
	shape(request) {
		setVersion.call(this, request);
		const body = request.body as IDataObject & { company?: IDataObject };
		const { address: given, ...rest } = body;
		// Gusto expects a list of addresses, and `is_primary` as a string.
		request.body = isEmpty(given)
			? rest
			: {
					...rest,
					company: {
						...rest.company,
						addresses: [{ ...(given as IDataObject), is_primary: 'true' }],
					},
				};
	},
};
