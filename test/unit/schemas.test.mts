/** The output schemas are generated from the contracts: none is missing, out of date, or left over. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { outputSchemas, root } from '../output-schemas.mts';

it('has the schemas that `npm run schemas` generates', async () => {
	const there = readdirSync(join(root, 'nodes'), { recursive: true, encoding: 'utf8' }).filter(
		(file) => /__schema__.*\.json$/.test(file),
	);
	const present = Object.fromEntries(
		there
			.map((file) => `nodes/${file}`)
			.map((path) => [path, readFileSync(join(root, path), 'utf8')]),
	);
	expect(present).toEqual(Object.fromEntries(await outputSchemas()));
});
