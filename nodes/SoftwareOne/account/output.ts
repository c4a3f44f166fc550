import { readyWhen } from '../../shared/answer/ready';

/** Adds `ready`: an account can be used once it is Active (the state diagram in SoftwareOne's documentation). */
export const withReady = readyWhen('status', (status) => status === 'Active');

/** The most useful fields of an account, for Simplify. */
export const simpleAccount: Record<string, string> = {
	id: 'id',
	name: 'name',
	type: 'type',
	status: 'status',
	ready: 'ready',
	externalId: 'externalId',
	city: 'address.city',
	country: 'address.country',
	technicalSupportEmail: 'technicalSupportEmail',
	website: 'website',
};
