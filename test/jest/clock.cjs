/**
 * The package's own clock in the engine tests: its waits pass twenty times as fast, so that no test waits out a full
 * backoff or rate limit. Only the package's sleeps and time measurements use it. The engine, the sandbox and the
 * connections between them run in real time. A test whose provider counts in real time sets the speed to 1.
 */
const FAST = 20;

const clock = {
	speed: FAST,
	realAt: performance.now(),
	at: 0,
	/** Milliseconds of the package's clock. */
	now: () => clock.at + (performance.now() - clock.realAt) * clock.speed,
	sleep: async (ms) => await new Promise((resolve) => setTimeout(resolve, ms / clock.speed)),
	/** Continues from the current time at a different speed. */
	setSpeed(speed = FAST) {
		clock.at = clock.now();
		clock.realAt = performance.now();
		clock.speed = speed;
	},
};

/** Makes the package's code use this clock. */
function onClock(code) {
	return code
		.replace(/\bperformance\.now\(\)/g, 'globalThis.packageClock.now()')
		.replace(
			/import \{ sleep \} from 'n8n-workflow';/,
			'const sleep = async (ms: number) => await globalThis.packageClock.sleep(ms);',
		);
}

module.exports = { clock, onClock };
