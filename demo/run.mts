/**
 * `npm run demo`: a real n8n with this package onboards the customers in demo/customers.csv, then everything stops.
 * `npm start` (`--open`): the same, but n8n stays open for you to try things out.
 */
import { demoCredentials } from './credentials.mts';
import { customersFile, onboard, type OnboardedCustomer } from './onboarding.mts';
import { setStage, type Stage } from './stage.mts';
import { logins, startHere } from './start-here.mts';
import { progressLine, table } from './terminal.mts';

/** n8n's default port. If it is taken, another one is used. */
const EDITOR_PORT = 5678;

const open = process.argv.includes('--open');
/** Folder under `.demo/`: separate, so the demo can run while n8n is open. */
const home = open ? 'start' : 'demo';
const started = Date.now();
const say = progressLine(process.stdout);

/** Called when the user or the system asks to stop. Exits at once until there is something to close. */
let end: () => void = () => process.exit(1);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => end());
// npm sends signals to a shell that exits without forwarding them. The parent process is gone then.
const startedBy = process.ppid;
setInterval(() => process.ppid !== startedBy && end(), 1000).unref();

try {
	const stage = await setStage(home, say, open ? EDITOR_PORT : undefined);
	try {
		say(
			`n8n is running with the package in it (${stage.n8n.url}). The providers are the sandbox on this machine, not the real ones.`,
		);
		await testCredentials(stage);
		report(await onboard(stage, customersFile), stage);
		if (open) await keepOpen(stage);
	} finally {
		await stage.close();
	}
} catch (cause) {
	say(cause instanceof Error ? cause.message : String(cause));
	process.exitCode = 1;
}

async function testCredentials({ client, credentials, sandbox, mail }: Stage): Promise<void> {
	const testable = demoCredentials(sandbox, mail).flatMap(({ type, wrong }) =>
		wrong ? [type] : [],
	);
	const tested = credentials.filter(({ type }) => testable.includes(type));
	const refused: string[] = [];
	// One at a time: n8n tests credentials with a mock node, and uses the same one for all of them.
	for (const credential of tested) {
		const { status, message } = await client.testCredential(credential);
		if (status !== 'OK') refused.push(`${credential.name}: ${message}`);
	}
	if (refused.length > 0)
		throw new Error(['Not every credential was accepted.', ...refused].join('\n'));
	say(`  Credentials tested: ${tested.map(({ name }) => name).join(', ')}`);
}

function report(customers: OnboardedCustomer[], { mail }: Stage): void {
	const created = customers.filter(({ outcome }) => outcome === 'Created');
	const rejected = customers.filter(({ outcome }) => outcome !== 'Created');
	say(`\nCreated: ${created.length} of ${customers.length} customers in demo/customers.csv`);
	say(
		table(
			['Customer', 'Provider', 'Account'],
			created.map(({ customer, provider, account }) => [
				customer,
				provider,
				account || '(created, but no ID is given)',
			]),
		),
	);
	say(`\nNot created: ${rejected.length}`);
	for (const { customer, provider, reason } of rejected)
		say(`  ${customer} (${provider})\n    ${reason}`);
	say(`\nEmails that n8n sent, caught on this machine: ${mail.mails.length}`);
	say(
		table(
			['To', 'Subject'],
			mail.mails.map(({ to, subject }) => [to.join(', '), subject]),
		),
	);
	say(
		`\nDone in ${Math.round((Date.now() - started) / 1000)} s. What n8n printed is in .demo/${home}/n8n.log`,
	);
}

/** Reports sent emails until the user presses Ctrl+C or n8n exits. */
async function keepOpen({ n8n, mail, sandbox, client, credentials }: Stage): Promise<void> {
	const rows = logins(sandbox, mail);
	const id = await client.importWorkflow(startHere(rows), credentials);
	say(`\nn8n stays open: ${n8n.url}/workflow/${id} (start with the note there). Logins and keys:`);
	say(table(['For', 'Use'], rows));
	say('Press Ctrl+C to stop it.');
	mail.onMail = ({ to, subject }) => say(`  Email caught: to ${to.join(', ')}: ${subject}`);
	const asked = new Promise<void>((resolve) => {
		end = resolve;
	});
	await Promise.race([asked, n8n.ended]);
	say('Stopping n8n');
}
