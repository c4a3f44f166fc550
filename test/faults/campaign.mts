import { parseArgs } from 'node:util';
import { campaign } from './runs.mts';
import { compare } from './compare.mts';

const { values } = parseArgs({
	options: {
		runs: { type: 'string', default: '2000' },
		seed: { type: 'string', default: '1' },
		lanes: { type: 'string', default: '16' },
		only: { type: 'string' },
		compare: { type: 'boolean', default: false },
	},
});
const options = {
	runs: Number(values.runs),
	seed: Number(values.seed),
	lanes: Number(values.lanes),
};

if (values.compare) await compare(options);
else {
	const { runs, again, requests, faults, items, violations } = await campaign({
		...options,
		only: values.only === undefined ? undefined : Number(values.only),
	});
	const list = (counts: Record<string, number>) =>
		Object.entries(counts)
			.map(([name, count]) => `${name} ${count}`)
			.join(', ');
	console.log(
		`Seed ${options.seed}: ${runs} runs, ${again} lists run again twice, ${requests} requests`,
	);
	console.log(`Faults: ${list(faults)}`);
	console.log(`Items: ${list(items)}`);
	console.log(`Violations: ${violations.length}`);
	for (const words of violations.slice(0, 50)) console.log(`  ${words}`);
	process.exitCode = violations.length > 0 ? 1 : 0;
}
// n8n's engine leaves timers behind.
process.exit();
