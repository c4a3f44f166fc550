import { tealScenarios, tealUsers } from '../../sandbox/providers/teal.mts';
import { testForms } from './properties.mts';

/** An account that is waiting for an MFA answer. */
const waiting = '00000003-0000-4000-8000-000000000000';

testForms('teal', {
	rules:
		/This user already exists|is unknown|no active authorisation|is not an active one|The authorisation is not active|extra_login_params\.company_name is required|does not wait for an MFA|MFA response is wrong|User not found|must match format "uuid"|could not find/,
	arrange: ({ teal }) =>
		teal.accounts.push({
			account_id: waiting,
			user_id: tealUsers[0].userId,
			payroll_provider: 'hero',
			user_name: 'happy_mfa',
			status: 'PENDING',
			created_at: '2026-01-01T00:00:00.000Z',
			mfa_enabled: true,
		}),
	values: {
		mfa: [tealScenarios.happy_mfa.answer],
		userId: tealUsers.map(({ userId }) => userId),
		accountId: ['00000002-0000-4000-8000-000000000000', waiting],
		authorisationId: tealUsers.map(({ authorisationId }) => authorisationId),
		payrollProvider: ['quickbooks', 'dayforce', 'xero'],
		termId: ['550e8400-e29b-41d4-a716-446655440000'],
		extId: ['', 'customer-1024'],
	},
});
