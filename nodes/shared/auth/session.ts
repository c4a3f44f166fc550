import { createHash } from 'node:crypto';

/** Milliseconds after which an unused session is dropped. */
const IDLE = 3_600_000;

interface Session {
	/** This process's newest token, and when it signed in for it. */
	newest?: string;
	signedInAt: number;
	/** Digests of the tokens that this process has replaced, newest last. */
	replaced: string[];
	/** The sign-in in flight, which all callers wait for. */
	signIn?: Promise<string>;
	askedAt: number;
}

const sessions = new Map<string, Session>();

/** How many replaced tokens are remembered. */
const REMEMBERED = 20;
/** Milliseconds for which callers with an old token get the new one. After that, it may have been revoked. */
const FRESH = 10_000;

/**
 * Returns a token for `who`: the newest one if this process has just replaced the rejected one. Otherwise, it signs in
 * once for all concurrent callers, so that requests that were rejected together cause one sign-in. A rejected token
 * that another process signed in for also causes one, because ours is older. Throws what the sign-in throws.
 */
export async function sharedToken(
	who: string,
	refused: string,
	signIn: () => Promise<string>,
): Promise<string> {
	const session = sessionOf(who);
	if (session.signIn) return await session.signIn;
	const { newest, replaced, signedInAt } = session;
	const fresh = newest !== refused && Date.now() - signedInAt < FRESH;
	if (newest !== undefined && fresh && replaced.includes(digest(refused))) return newest;
	session.signIn = signIn();
	try {
		session.newest = await session.signIn;
		session.signedInAt = Date.now();
		session.replaced = [...replaced, digest(refused)].slice(-REMEMBERED);
		return session.newest;
	} finally {
		session.signIn = undefined;
	}
}

function sessionOf(who: string): Session {
	const now = Date.now();
	for (const [key, { askedAt }] of sessions) if (now - askedAt > IDLE) sessions.delete(key);
	// Hashed, so that no sign-in details are kept.
	const key = digest(who);
	const session = sessions.get(key) ?? { askedAt: now, signedInAt: 0, replaced: [] };
	session.askedAt = now;
	sessions.set(key, session);
	return session;
}

function digest(text: string): string {
	return createHash('sha256').update(text).digest('hex');
}

/** Drops all sessions, like a restart of n8n. */
export function forgetSessions(): void {
	sessions.clear();
}
