import type { IDataObject, IExecuteSingleFunctions } from 'n8n-workflow';
import type { Issue, Operation } from '../../shared/operation';
import { isEmpty, isObject, textOf } from '../../shared/values';
import { authorisationCheck, setAuthorisation, shapeUserId } from '../fields';
import { teal } from '../provider';
import { fields } from './createFields';
import { existing } from './existing';
import { withNextStep } from './status';

export const createAccount: Operation = {
	provider: teal,
	resource: { name: 'Account', value: 'account' },
	option: {
		name: 'Create',
		value: 'create',
		action: 'Create account',
		description: "Create a new account that connects a user's payroll",
	},
	request: { method: 'POST', url: '/accounts' },
	noun: 'account',
	verb: 'create',
	repeat: 'never',
	fields,
	checks: authorisationCheck,
	label: ['user_name', 'user_id'],
	id: 'account_id',
	howToCheck: "Check the user's accounts with the Get Many operation of the Account resource",
	existing,
	shape(request, issues) {
		const body = request.body as IDataObject;
		shapeUserId(body);
		setAuthorisation.call(this, request);
		const given = extraLogin.call(this, issues);
		if (given.length > 0) body.extra_login_params = Object.fromEntries(given);
	},
	output: withNextStep,
};

/** The extra login fields from both parts of the form, as names and strings. Adds an issue for any other value. */
function extraLogin(this: IExecuteSingleFunctions, issues: Issue[]): Array<[string, string]> {
	// n8n throws on a mapping that was never filled in, so it is only read if there is one.
	const { value } = this.getNodeParameter('extraLoginFields', {}) as IDataObject;
	const mapped = isObject(value) ? this.getNodeParameter('extraLoginFields.value', {}) : {};
	const rows = this.getNodeParameter('additionalFields.extraLoginParams.params', []) as Array<{
		name?: unknown;
		value?: unknown;
	}>;
	const named = Object.fromEntries(
		rows.map(({ name, value: text }) => [textOf(name), text]).filter(([name]) => name),
	);
	const given = Object.entries({ ...(isObject(mapped) ? mapped : {}), ...named }).filter(
		([, text]) => !isEmpty(text),
	);
	for (const [name, text] of given) {
		if (typeof text === 'object') {
			issues.push({
				field: 'Extra Login Fields',
				text: `must be text for ${name}, not a list or an object`,
			});
		}
	}
	return given.map(([name, text]) => [name, String(text)]);
}
