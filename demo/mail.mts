/** A mail server on loopback that accepts every email and keeps it, so that a demo never mails anybody. */
import type { AddressInfo } from 'node:net';
import { simpleParser, type AddressObject } from 'mailparser';
import { SMTPServer } from 'smtp-server';

/** One email that was caught. */
export interface CaughtMail {
	from: string;
	/** Addresses only, without names. */
	to: string[];
	subject: string;
	/** Plain text body; of an HTML-only mail, its text. */
	text: string;
	html: string | undefined;
}

export interface MailServer {
	host: string;
	port: number;
	/** In order of arrival. */
	mails: CaughtMail[];
	/** Is told of every email, when set. */
	onMail?: (mail: CaughtMail) => void;
	/** Says of which email the server refuses to take it, when set. */
	refuses?: (mail: CaughtMail) => boolean;
	close(): Promise<void>;
}

/** Starts the mail server on a free port of 127.0.0.1. It asks for no user, no password and no encryption. */
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
