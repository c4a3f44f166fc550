/**
 * The clock that the package runs on: real time outside Jest, where `test/jest/package-clock.cjs` does not stand in for this
 * file.
 */
export default {
	speed: 1,
	setSpeed(_speed?: number): void {
		throw new Error('Only Jest can change the speed of the package');
	},
};
