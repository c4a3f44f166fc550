/** A mail server on the loopback interface that accepts and keeps every email, so a demo never emails anyone. */
import type { AddressInfo } from 'node:net';
import { simpleParser, type AddressObject } from 'mailparser';
import { SMTPServer } from 'smtp-server';

/** A caught email. */
export interface CaughtMail {
	from: string;
	/** Addresses only, without names. */
	to: string[];
	subject: string;
	/** Plain text body, or the text of an HTML-only email. */
	text: string;
	html: string | undefined;
}

export interface MailServer {
	host: string;
	port: number;
	/** In order of arrival. */
	mails: CaughtMail[];
	/** Called for every accepted email. */
	onMail?: (mail: CaughtMail) => void;
	/** Whether to reject an email; by default, none are rejected. */
	refuses?: (mail: CaughtMail) => boolean;
	close(): Promise<void>;
}

/** Starts the mail server on a free port of 127.0.0.1. It requires no user, password, or encryption. */
export async function startMailServer(): Promise<MailServer> {
	const mails: CaughtMail[] = [];
	const running: MailServer = {
		host: '127.0.0.1',
		port: 0,
		mails,
		close: () => new Promise((resolve) => server.close(() => resolve())),
	};
	const server = new SMTPServer({
		authOptional: true,
		disabledCommands: ['STARTTLS'],
		onData(stream, _session, accepted) {
			simpleParser(stream).then(
				(mail) => {
					const caught = {
						from: addresses(mail.from)[0] ?? '',
						to: addresses(mail.to),
						subject: mail.subject ?? '',
						text: mail.text ?? '',
						html: mail.html || undefined,
					};
					if (running.refuses?.(caught)) return accepted(new Error('The mailbox is full'));
					mails.push(caught);
					running.onMail?.(caught);
					accepted();
				},
				(cause: Error) => accepted(cause),
			);
		},
	});
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(0, running.host, resolve);
	});
	running.port = (server.server.address() as AddressInfo).port;
	return running;
}

function addresses(header: AddressObject | AddressObject[] | undefined): string[] {
	const headers = header === undefined ? [] : Array.isArray(header) ? header : [header];
	return headers.flatMap((entry) => entry.value.map(({ address }) => address ?? ''));
}
