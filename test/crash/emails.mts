/** Kills the onboarding example, or makes it fail, while it creates and welcomes customers: who gets a second email? */
import { readFile } from 'node:fs/promises';
import { basicAuth, formLogin } from '../../demo/credentials.mts';
import { customersFile } from '../../demo/onboarding.mts';
import { readExamples } from '../../demo/stage.mts';
import type { Sandbox } from '../../sandbox/server.mts';
import { settled } from '../cluster/onboarding.mts';
import type { Site } from '../cluster/site.mts';

/** What happens to the execution of the example before Retry is selected and the same file is uploaded again. */
export type Interruption = 'killed' | 'failed';

/** What the customers of one file got in the end. */
export interface Welcome {
	interruption: Interruption;
	customers: number;
	/** Customers with more than one welcome email. */
	twice: number;
	/** Customers without one whom no email to the team mentions either. */
	without: number;
	/** Customers without one whom an email to the team names, with the reason. */
	told: number;
	/** Accounts in excess of one per customer. */
	duplicates: number;
	/** What was done, for a line of the printed list. */
	story: string[];
}

/** Whom the example informs about customers that were not onboarded. */
const TEAM = 'team@example.com';

/** Publishes the example once, for all rounds. */
export async function prepareExample({ client, credentials }: Site): Promise<string> {
	const workflowId = await client.importWorkflow(
		(await readExamples())['customer-onboarding'],
		credentials,
	);
	await client.activateWorkflow(workflowId);
	return workflowId;
}

/** The settings of one round with the example. */
export interface EmailRound {
	interruption: Interruption;
	/** Customers to create from each row of the demo's file, except Teal's, whose users must exist in the sandbox. */
	count: number;
	/** Number of the round. No two rounds have the same customers. */
	round: number;
	random: () => number;
}

/** Uploads a file, kills the execution or makes it fail, selects Retry, and uploads the same file again. */
export async function playEmails(
	site: Site,
	sandbox: Sandbox,
	workflowId: string,
	{ interruption, count, round, random }: EmailRound,
): Promise<Welcome> {
	sandbox.reset();
	sandbox.latencyMs = 20;
	const { mail, client } = site;
	mail.mails.length = 0;
	const { csv, customers } = await customersIn(count, round);
	const story: string[] = [];
	const tell = async (words: string) => {
		const [newest] = await client.executions(workflowId);
		story.push(
			`${words}: ${newest.status} (${accounts(sandbox)} accounts, ${mail.mails.length} emails)`,
		);
	};
	const over = async () => await settled(site, { workflowId });

	const number = Math.floor(random() * customers.length);
	if (interruption === 'killed') {
		const crashed = crashAfter(site, sandbox, 1 + Math.floor(random() * 2 * customers.length));
		await upload(site, csv);
		await Promise.race([crashed, over()]);
		await site.recover();
	} else {
		mail.refuses = ({ to }) => to.includes(customers[number].email);
		await upload(site, csv);
	}
	await over();
	mail.refuses = undefined;
	mail.onMail = undefined;
	sandbox.faults.next = undefined;
	await tell(interruption);
	const [{ id }] = await client.executions(workflowId);
	await client.retryExecution(id, 'original').catch((cause: Error) => story.push(cause.message));
	await over();
	await tell('Retry');
	await upload(site, csv);
	await over();
	await tell('uploaded again');

	const team = mail.mails.filter(({ to }) => to.includes(TEAM)).map(({ text }) => text);
	const got = customers.map(({ email, company }) => ({
		welcomes: mail.mails.filter(({ to }) => to.includes(email)).length,
		isTold: team.some((text) => text.includes(`- ${company} (`)),
	}));
	const none = got.filter(({ welcomes }) => welcomes === 0);
	return {
		interruption,
		customers: customers.length,
		twice: got.filter(({ welcomes }) => welcomes > 1).length,
		without: none.filter(({ isTold }) => !isTold).length,
		told: none.filter(({ isTold }) => isTold).length,
		duplicates: Math.max(0, accounts(sandbox) - customers.length),
		story,
	};
}

/** Kills what runs executions after `most` creates and emails in total. */
async function crashAfter(site: Site, sandbox: Sandbox, most: number): Promise<void> {
	await new Promise<void>((resolve) => {
		let events = 0;
		const count = () => {
			events += 1;
			if (events !== most) return;
			site.crash();
			resolve();
		};
		site.mail.onMail = count;
		sandbox.faults.next = ({ method }) => {
			if (method === 'POST') count();
			return undefined;
		};
	});
}

async function upload({ webhooks }: Site, csv: string): Promise<void> {
	const form = new FormData();
	form.append('field-0', new Blob([csv], { type: 'text/csv' }), 'customers.csv');
	await webhooks.submitForm('onboard-customers', form, { authorization: basicAuth(formLogin) });
}

/** The demo's customers that no provider rejects: `count` for each row except Teal's, all of them different. */
async function customersIn(
	count: number,
	round: number,
): Promise<{ csv: string; customers: Array<{ email: string; company: string }> }> {
	const [heads, ...lines] = (await readFile(customersFile, 'utf8')).trim().split('\n');
	const columns = heads.split(',');
	const accepted = lines.filter((line) => !/Harbor Bakery|Walrus Catering/.test(line));
	const customers: Array<{ email: string; company: string }> = [];
	const rows = accepted.flatMap((line) =>
		Array.from({ length: line.endsWith('Teal') ? 1 : count }, () => {
			const number = round * 1000 + customers.length;
			const cells = line.split(',');
			cells[columns.indexOf('Record ID')] = String(number);
			cells[columns.indexOf('Company name')] += ` ${number}`;
			const email = `owner${number}@example.com`;
			cells[columns.indexOf('Email')] = email;
			customers.push({ email, company: cells[columns.indexOf('Company name')] });
			return cells.join(',');
		}),
	);
	return { csv: [heads, ...rows].join('\n'), customers };
}

/** The number of accounts that the example can have created. */
function accounts({ books: { checkr, gusto, teal, softwareone, yardstik } }: Sandbox): number {
	return (
		checkr.accounts.length +
		gusto.companies.length +
		teal.accounts.length +
		softwareone.accounts.length +
		yardstik.subaccounts.length
	);
}
