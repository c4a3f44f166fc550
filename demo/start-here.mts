/** What someone trying out the package needs first: every login and key, on a note in n8n and in the terminal. */
import type { WorkflowFile } from './client.mts';
import { demoCredentials, formLogin, webhookHeader } from './credentials.mts';
import { owner, type Stage } from './stage.mts';

/** The field labels in the forms of the package's credentials. */
const LABELS = {
	baseUrl: 'Base URL',
	apiKey: 'API Key',
	apiToken: 'API Token',
	clientId: 'Client ID',
	clientSecret: 'Client Secret',
	username: 'Username',
	password: 'Password',
	webhookSecret: 'Webhook Signing Key',
};

/** In pixels: a note with a line for each row of keys, and the text above them. */
const NOTE = { width: 896, text: 204, row: 43 };

/** Every login and key needed to try things out, by purpose. All of them work on this machine only. */
export function logins(sandbox: Stage['sandbox'], mail: Stage['mail']): Array<[string, string]> {
	const keys = demoCredentials(sandbox, mail)
		// n8n's own credentials are the logins listed first, and the mail server, which needs none.
		.filter(({ type }) => type.endsWith('Api'))
		.flatMap(({ name, data }) =>
			Object.entries(LABELS)
				.filter(([field]) => field in data)
				.map(([field, label]): [string, string] => [`${name}: ${label}`, String(data[field])]),
		);
	return [
		['n8n editor', `${owner.email} / ${owner.password}`],
		['Upload form', `${formLogin.user} / ${formLogin.password}`],
		['Webhook header', `${webhookHeader.name}: ${webhookHeader.value}`],
		...keys,
	];
}

/** A workflow with a note that says what to do first. */
export function startHere(rows: Array<[string, string]>): WorkflowFile {
	const list = rows.map(([what, value]) => `| ${what} | \`${value}\` |`).join('\n');
	const content = `## Start here\nThe providers are a sandbox on this machine. Nothing you do here reaches the real ones.\n\n1. Open the workflow **Onboard customers at five providers**.\n2. Select **Execute workflow**, and upload \`demo/customers.csv\`. The form asks for the login below. Customers who were welcomed when the demo started are skipped: to create more, change the emails in a copy of the file.\n3. To add a credential of your own, use *Custom URL* with the base URL and key below.\n\n| For | Use |\n|---|---|\n${list}`;
	const note = {
		id: 'start-here',
		name: 'Start Here',
		type: 'n8n-nodes-base.stickyNote',
		typeVersion: 1,
		position: [0, 0] as [number, number],
		parameters: {
			content,
			width: NOTE.width,
			height: NOTE.text + rows.length * NOTE.row,
			color: 4,
		},
	};
	return { name: 'Start here', nodes: [note], connections: {}, settings: {} };
}
