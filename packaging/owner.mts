/**
 * `npm run owner`: for the owner, after changing `repository` in package.json. Updates everything else that has to name
 * the repository: `homepage` and `bugs`, and the links in credentials and codex files.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
	filesWithLinks,
	project,
	projectFolder,
	repositoryPage,
	withRepository,
} from './project.mts';

const page = repositoryPage(project);

function rewrite(file: string, change: (text: string) => string): void {
	const text = readFileSync(file, 'utf8');
	if (change(text) === text) return;
	writeFileSync(file, change(text));
	console.log(`Changed ${path.relative(projectFolder, file)}`);
}

rewrite(path.join(projectFolder, 'package.json'), (text) =>
	text
		.replace(project.homepage, `${page}#readme`)
		.replace(`"${project.bugs.url}"`, `"${page}/issues"`),
);
for (const file of filesWithLinks()) rewrite(file, (text) => withRepository(text, page));
