/** Checks the built package like n8n's scanner does when a package is published. Exits with 1 if it finds something. */
import { scan } from '../packaging/check.mts';
import { projectFolder } from '../packaging/project.mts';

const { wrong, summary } = await scan(projectFolder);
console.log(summary);
console.log(wrong.length ? wrong.join('\n') : 'The sources and the tarball pass the scanner.');
process.exitCode = wrong.length ? 1 : 0;
