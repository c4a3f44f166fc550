import { readyWhen } from '../../shared/answer/ready';

/**
 * Adds `ready`: a subaccount can be used once Yardstik has credentialed it (the example of its webhooks). In Yardstik's document,
 * only the response of the list has a status.
 */
export const withReady = readyWhen('status', (status) => status === 'credentialed');

/** The most useful fields of a subaccount in a list, for Simplify. */
export const simpleInList: Record<string, string> = {
	id: 'id',
	account_name: 'account_name',
	status: 'status',
	ready: 'ready',
	first_name: 'first_name',
	last_name: 'last_name',
	email_address: 'email_address',
};

/** The most useful fields of a single subaccount, for Simplify. */
export const simpleSubaccount: Record<string, string> = {
	...simpleInList,
	legal_business_name: 'legal_business_name',
	state: 'address.state',
	permissible_purposes: 'permissible_purposes[].name',
};
