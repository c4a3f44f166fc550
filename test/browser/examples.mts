/** Imports the shipped examples as a person would, and runs the one that onboards customers. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { customersFile } from '../../demo/onboarding.mts';
import { projectFolder } from '../../demo/install.mts';
import { readExamples } from '../../demo/stage.mts';
import { expectAll, expectMatch, type Checks } from './checks.mts';
import type { Editor } from './editor.mts';

/** Nodes of the onboarding example that an upload doesn't come through. */
const NOT_ON_THE_WAY = ['CRM Calls', 'Take Body', 'No Such Provider'];

/** The part of the onboarding example that the README begins with. */
const PROVIDERS = [
	'Which Provider?',
	'Checkr',
	'Gusto',
	'Teal',
	'SoftwareOne',
	'Yardstik',
	'No Such Provider',
	'Created',
	'Not Created',
];

/** Empty space below a note's text, in pixels of the canvas: never less than nothing, and less than three lines. */
function expectNoGap(gaps: Array<[string, number]>): void {
	const odd = gaps.filter(([, gap]) => gap < 0 || gap > 50);
	if (odd.length > 0)
		throw new Error(`Notes do not fit their text: ${odd.map((gap) => gap.join(': ')).join('; ')}`);
}

export async function tellExamples(editor: Editor, checks: Checks): Promise<void> {
	for (const [name, { nodes }] of Object.entries(await readExamples())) {
		await checks.check(`${name} is imported with all its nodes and notes`, async () => {
			await editor.newWorkflow();
			await editor.importFile(path.join(projectFolder, 'examples', `${name}.json`));
			await editor.canvasNode(nodes[0].name).waitFor();
			expectAll(
				await editor.nodesOnCanvas(),
				nodes.filter(({ type }) => !type.endsWith('stickyNote')).map((node) => node.name),
			);
			await editor.fitCanvas();
			expectNoGap(await editor.noteGaps());
			await editor.canvasPicture(`examples/${name}`);
			await editor.dark(async () => await editor.canvasPicture(`examples/${name}-dark`));
		});
	}

	await checks.check(
		'customer-onboarding: each node turns green, whoever is rejected leaves by the error branch with the reason',
		async () => {
			const { nodes } = (await readExamples())['customer-onboarding'];
			await editor.newWorkflow();
			await editor.importFile(path.join(projectFolder, 'examples', 'customer-onboarding.json'));
			await editor.canvasNode('Summary').waitFor();
			const form = editor.page.waitForEvent('popup');
			await editor.execute('Upload CRM Export');
			const upload = await form;
			await upload.locator('input[type=file]').setInputFiles({
				name: 'customers.csv',
				mimeType: 'text/csv',
				buffer: readFileSync(customersFile),
			});
			await upload.getByRole('button', { name: 'Onboard' }).click();
			await editor.finished();
			await upload.close();
			for (const { name, type } of nodes) {
				if (type.endsWith('stickyNote') || NOT_ON_THE_WAY.includes(name)) continue;
				await editor.part('canvas-node-status-success', editor.canvasNode(name)).waitFor();
			}
			await editor.canvasPicture('examples/customer-onboarding-done');
			await editor.canvasPicture('examples/customer-onboarding-providers', PROVIDERS);
			const { output } = await editor.openNode('Reason');
			await editor.form.table();
			const text = await output.innerText();
			expectMatch(
				text,
				/Harbor Bakery[\s\S]*Checkr did not create account 'Harbor Bakery': [\s\S]*tax_id/,
			);
			expectMatch(
				text,
				/Walrus Catering[\s\S]*Gusto did not create \w+ 'Walrus Catering': Email has already been taken/,
			);
			await editor.outputPicture('examples/customer-onboarding-rejected');
			await editor.closeNode();
		},
	);
}
