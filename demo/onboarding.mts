/** Runs the onboarding example on a file of customers, as a person would: by uploading the file to its form. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { basicAuth, formLogin } from './credentials.mts';
import { projectFolder } from './install.mts';
import type { Stage } from './stage.mts';

/** The customers of the demo, as a CRM would export them. */
export const customersFile = path.join(projectFolder, 'demo', 'customers.csv');

/** One row of the example's last node, "Summary". */
export interface OnboardedCustomer {
	customer: string;
	provider: string;
	outcome: 'Created' | 'Not created';
	/** The provider's id of the new account, where it tells one. */
	account: string;
	/** Why the customer has no account. */
	reason: string;
	/** Empty for a customer without an account, who gets no email. */
	email?: string;
}

/**
 * Publishes the onboarding example, uploads a CSV file to its form and waits for the end of the run.
 *
 * @throws Error when the run was stopped by something else than a rejected customer.
 */
export async function onboard(
	{ client, workflows }: Stage,
	csvFile: string,
): Promise<OnboardedCustomer[]> {
	const workflow = workflows['customer-onboarding'];
	await client.activateWorkflow(workflow);
	const form = new FormData();
	form.append(
		'field-0',
		new Blob([await readFile(csvFile)], { type: 'text/csv' }),
		path.basename(csvFile),
	);
	await client.submitForm('onboard-customers', form, { authorization: basicAuth(formLogin) });
	const execution = await client.latestExecution(workflow);
	if (execution.stoppedBy) throw new Error(`The example was stopped: ${execution.stoppedBy}`);
	return execution.json<OnboardedCustomer>('Summary');
}
