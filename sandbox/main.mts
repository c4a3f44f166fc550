/** Runs the sandbox until it is stopped: `npm run sandbox -- --help`. */
import { parseArgs } from 'node:util';
import { startControl } from './control.mts';
import { startSandbox } from './server.mts';
import type { ProviderName } from './types.mts';

const help = `Runs a sandbox of the five providers on this machine. Accounts that you create here don't exist anywhere else.

  --port-base 4010       Checkr, Gusto, Teal, SoftwareOne, and Yardstik listen on this port and the next four (default: free ports)
  --latency 50           milliseconds before each response
  --seed yardstik=10000  number of records to start with (can be repeated)
  --control              also opens a port to control the sandbox (see control.mts)
  --json                 prints a line of JSON instead of text
  --help                 prints this help`;

const names: ProviderName[] = ['checkr', 'gusto', 'teal', 'softwareone', 'yardstik'];

const keys: Record<ProviderName, string> = {
	checkr: 'API key: sandbox-checkr-key; OAuth client secret: sandbox-checkr-client-secret',
	gusto: 'API token: sandbox-gusto-token; client: sandbox-client with secret sandbox-client-secret',
	teal: 'API key: sandbox-teal-key; member: member@example.com with password sandbox-member-password',
	softwareone: 'API token: idt:TKN-0000-0001:sandbox; read-only: idt:TKN-0000-0002:sandbox',
	yardstik:
		'API key: sandbox-yardstik-key; webhook signing key: sandbox-yardstik-webhook-signature',
};

const { values } = parseArgs({
	options: {
		'port-base': { type: 'string' },
		latency: { type: 'string', default: '0' },
		seed: { type: 'string', multiple: true, default: [] },
		control: { type: 'boolean', default: false },
		json: { type: 'boolean', default: false },
		help: { type: 'boolean', default: false },
	},
});

/** Prints what is wrong with the command and exits. */
function stop(message: string): never {
	console.error(`${message}\n\n${help}`);
	process.exit(2);
}

function wholeNumber(text: string, option: string): number {
	return /^\d+$/.test(text) ? Number(text) : stop(`${option} needs a whole number, not "${text}".`);
}

if (values.help) {
	console.log(help);
	process.exit(0);
}

const base =
	values['port-base'] === undefined ? undefined : wholeNumber(values['port-base'], '--port-base');
const seeds = values.seed.map((text) => {
	const [name, count = ''] = text.split('=');
	if (!names.includes(name as ProviderName))
		stop(`--seed needs one of ${names.join(', ')}, not "${name}".`);
	return { name: name as ProviderName, count: wholeNumber(count, `--seed ${name}=`) };
});
const ports =
	base === undefined ? {} : Object.fromEntries(names.map((name, index) => [name, base + index]));

const sandbox = await startSandbox({ ports, latencyMs: wholeNumber(values.latency, '--latency') });
for (const { name, count } of seeds) sandbox.seed(name, count);
const control = values.control ? await startControl(sandbox) : undefined;

if (values.json) {
	console.log(JSON.stringify({ urls: sandbox.url, control: control?.url }));
} else {
	console.log(
		"This is a sandbox of the providers on this machine. Accounts that you create here don't exist anywhere else.\n",
	);
	for (const name of names)
		console.log(`${name.padEnd(12)} ${sandbox.url[name].padEnd(28)} ${keys[name]}`);
	if (control) console.log(`\nControl: ${control.url}/state`);
	console.log('\nPress Ctrl+C to stop.');
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
	process.once(
		signal,
		() => void Promise.all([sandbox.close(), control?.close()]).then(() => process.exit(0)),
	);
}
