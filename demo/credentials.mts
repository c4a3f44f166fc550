/** The credentials that point the nodes at the sandbox, as a user would fill them in. */
import type { Sandbox } from '../sandbox/server.mts';
import type { MailServer } from './mail.mts';

/** A credential for the demo's n8n, with wrong values for tests. */
export interface DemoCredential {
	type: string;
	/** The name that n8n suggests for a new credential of this type. The examples refer to it. */
	name: string;
	data: Record<string, unknown>;
	/** Values that are rejected. Omitted if n8n has no test for the type. */
	wrong?: Record<string, unknown>;
}

/** The login for uploading customers to the onboarding example's form. */
export const formLogin = { user: 'onboarding', password: 'sandbox-form-password' };

/** The header that a CRM sends when it calls the onboarding example. */
export const webhookHeader = { name: 'X-Onboarding-Key', value: 'sandbox-webhook-key' };

/** The value of an `Authorization` header. */
export function basicAuth({ user, password }: { user: string; password: string }): string {
	return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

/** One credential of each type in the package, and n8n's own credentials that the examples use. */
export function demoCredentials(
	{ url }: Pick<Sandbox, 'url'>,
	mail: Pick<MailServer, 'host' | 'port'>,
): DemoCredential[] {
	const at = (baseUrl: string) => ({ environment: 'custom', baseUrl });
	return [
		{
			type: 'checkrApi',
			name: 'Checkr account',
			data: {
				...at(url.checkr),
				apiKey: 'sandbox-checkr-key',
				clientSecret: 'sandbox-checkr-client-secret',
			},
			wrong: { apiKey: 'another-key' },
		},
		{
			type: 'gustoApi',
			name: 'Gusto account',
			data: { ...at(url.gusto), apiToken: 'sandbox-gusto-token' },
			wrong: { apiToken: 'another-token' },
		},
		{
			type: 'gustoSystemApi',
			name: 'Gusto System account',
			data: { ...at(url.gusto), clientId: 'sandbox-client', clientSecret: 'sandbox-client-secret' },
			wrong: { clientSecret: 'another-secret' },
		},
		{
			type: 'tealApi',
			name: 'Teal account',
			data: { ...at(url.teal), apiKey: 'sandbox-teal-key' },
			wrong: { apiKey: 'another-key' },
		},
		{
			type: 'tealMemberApi',
			name: 'Teal Member account',
			data: {
				...at(url.teal),
				username: 'member@example.com',
				password: 'sandbox-member-password',
			},
			wrong: { password: 'another-password' },
		},
		{
			type: 'softwareOneApi',
			name: 'SoftwareOne account',
			data: { baseUrl: url.softwareone, apiToken: 'idt:TKN-0000-0001:sandbox' },
			wrong: { apiToken: 'idt:TKN-0000-0009:another' },
		},
		{
			type: 'yardstikApi',
			name: 'Yardstik account',
			data: {
				...at(url.yardstik),
				apiKey: 'sandbox-yardstik-key',
				webhookSecret: 'sandbox-yardstik-webhook-signature',
			},
			wrong: { apiKey: 'another-key' },
		},
		{
			type: 'smtp',
			name: 'SMTP account',
			data: {
				host: mail.host,
				port: mail.port,
				secure: false,
				disableStartTls: true,
				user: '',
				password: '',
			},
			wrong: { port: 1 },
		},
		{ type: 'httpBasicAuth', name: 'Basic Auth account', data: formLogin },
		{ type: 'httpHeaderAuth', name: 'Header Auth account', data: webhookHeader },
	];
}
