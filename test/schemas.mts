/** Writes the schema of every operation's output next to its node, from the contracts. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { outputSchemas, root } from './output-schemas.mts';

const files = await outputSchemas();
for (const folder of readdirSync(join(root, 'nodes')))
	rmSync(join(root, 'nodes', folder, '__schema__'), { recursive: true, force: true });
for (const [path, content] of files) {
	mkdirSync(dirname(join(root, path)), { recursive: true });
	writeFileSync(join(root, path), content);
}
console.log(`${files.size} schemas written`);
