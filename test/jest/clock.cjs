/**
 * The package's own clock in the engine tests: its waits pass twenty times as fast, so that no test sits out a backoff or a
 * rate limit in full. Only the package runs on it, by what it sleeps and measures with; the engine, the sandbox and the
 * connections between them keep real time. A test whose provider counts by the clock sets the speed to 1.
 */
const FAST = 20;

const clock = {
	speed: FAST,
	realAt: performance.now(),
	at: 0,
	/** Milliseconds of the package's clock. */
	now: () => clock.at + (performance.now() - clock.realAt) * clock.speed,
	sleep: async (ms) => await new Promise((resolve) => setTimeout(resolve, ms / clock.speed)),
	/** Goes on from the present time at another speed. */
	setSpeed(speed = FAST) {
		clock.at = clock.now();
		clock.realAt = performance.now();
		clock.speed = speed;
	},
};

/** The package's code on this clock. */
function onClock(code) {
	return code
		.replace(/\bperformance\.now\(\)/g, 'globalThis.packageClock.now()')
		.replace(
			/import \{ sleep \} from 'n8n-workflow';/,
			'const sleep = async (ms: number) => await globalThis.packageClock.sleep(ms);',
		);
}

module.exports = { clock, onClock };
