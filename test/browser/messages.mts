/** What a user reads in the editor when nothing could be sent, or the address is wrong. */
import type { N8nClient } from '../../demo/client.mts';
import { demoCredentials } from '../../demo/credentials.mts';
import type { EmptyStage } from '../../demo/stage.mts';
import { expectMatch, type Checks } from './checks.mts';
import type { Editor } from './editor.mts';

const CREATE = 'Create account';

export async function tellMessages(
	editor: Editor,
	checks: Checks,
	client: N8nClient,
	stage: EmptyStage,
): Promise<void> {
	const { data } = demoCredentials(stage.sandbox, stage.mail).find(
		({ type }) => type === 'checkrApi',
	) as { data: Record<string, unknown> };

	const failed = async (credential: Record<string, unknown>, emails: string[]) => {
		const { id, name } = await client.createCredential('checkrApi', 'Checkr messages', credential);
		// The editor only knows the credentials that existed when it was loaded.
		editor.startOver();
		await editor.newWorkflow();
		await editor.paste(creates({ id, name }, emails));
		await editor.canvasNode(CREATE).waitFor();
		await editor.fitCanvas();
		const form = await editor.openNode(CREATE);
		await form.run('danger');
		return await form.refusal();
	};

	await checks.check('explains each invalid item, and how to send the valid ones', async () => {
		const said = await failed(data, ['ann', 'bob@example.com', 'cleo']);
		const item = (index: number, name: string) =>
			`Item ${index} \\(${name}\\): 'User's Email' must be an email address, such as nathan@example.com [^.]+\\. `;
		expectMatch(
			said,
			new RegExp(
				`^2 items need to be corrected before anything is sent, starting with item 0\\n${item(0, 'Customer 0')}${item(2, 'Customer 2')}` +
					"Nothing was sent to Checkr for any item\\. To send the valid items anyway, set 'On Error' in the node's settings to Continue\\.$",
			),
		);
		await editor.outputPicture('messages/invalid');
	});

	await checks.check('says that the address of a wrong base URL does not exist', async () => {
		const said = await failed({ ...data, baseUrl: `${String(data.baseUrl)}/nowhere` }, [
			'ann@example.com',
		]);
		expectMatch(
			said,
			/^Checkr could not create account 'Customer 0', because the address does not exist/,
		);
		expectMatch(said, /'Base URL' in the credential/);
		await editor.outputPicture('messages/no-such-address');
	});
}

/** A create for each email address, after a node that already has them. */
function creates(checkrApi: { id: string; name: string }, emails: string[]): object {
	return {
		nodes: [
			{
				name: 'CRM',
				type: 'n8n-nodes-base.manualTrigger',
				typeVersion: 1,
				parameters: {},
				position: [0, 0],
				id: 'crm',
			},
			{
				name: CREATE,
				type: 'n8n-nodes-partner-onboarding.checkr',
				typeVersion: 1,
				parameters: {
					resource: 'account',
					operation: 'create',
					clientId: '56269e3411a549fd07ed8d92',
					name: '={{ $json.company }}',
					fullName: 'Nathan Smith',
					email: '={{ $json.email }}',
				},
				credentials: { checkrApi },
				position: [240, 0],
				id: 'create',
			},
		],
		connections: { CRM: { main: [[{ node: CREATE, type: 'main', index: 0 }]] } },
		pinData: {
			CRM: emails.map((email, index) => ({ json: { company: `Customer ${index}`, email } })),
		},
	};
}
