/** Runs the onboarding example on a file of customers as a user would: by uploading the file to its form. */
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
	/** The provider's ID of the new account, if it returns one. */
	account: string;
	/** Why the customer has no account. */
	reason: string;
	/** Empty for a customer without an account, who doesn't get an email. */
	email?: string;
}

/**
 * Publishes the onboarding example, uploads a CSV file to its form, and waits for the run to finish.
 *
 * @throws Error if anything other than a rejected customer stopped the run.
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
