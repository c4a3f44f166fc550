/**
 * The clock that the package runs on: real time. In Jest, `test/jest/package-clock.cjs` replaces this file.
 */
export default {
	speed: 1,
	setSpeed(_speed?: number): void {
		throw new Error('Only Jest can change the speed of the package');
	},
};
