import { createAccount as createCheckrAccount } from '../../nodes/Checkr/account/create.ts';
import { createAccount as createGustoAccount } from '../../nodes/Gusto/account/create.ts';
import { createPartnerManaged } from '../../nodes/Gusto/company/createPartnerManaged.ts';
import { provisionCompany } from '../../nodes/Gusto/company/provision.ts';
import { createAccount as createSoftwareOneAccount } from '../../nodes/SoftwareOne/account/create.ts';
import { updateAccount } from '../../nodes/SoftwareOne/account/update.ts';
import { createAccount as createTealAccount } from '../../nodes/Teal/account/create.ts';
import { submitMfa } from '../../nodes/Teal/account/submitMfa.ts';
import { createAuthorisation } from '../../nodes/Teal/authorisation/create.ts';
import { revokeAuthorisation } from '../../nodes/Teal/authorisation/revoke.ts';
import { createUser } from '../../nodes/Teal/user/create.ts';
import { createSubaccount } from '../../nodes/Yardstik/subaccount/create.ts';

// The table in docs/reliability.md: what may be retried if it is unknown whether the first attempt took effect.
it.each([
	['Checkr account', createCheckrAccount, 'keyed'],
	['Yardstik subaccount', createSubaccount, 'always'],
	['Gusto account', createGustoAccount, 'never'],
	['Gusto company', provisionCompany, 'never'],
	['Gusto partner managed company', createPartnerManaged, 'never'],
	['SoftwareOne account', createSoftwareOneAccount, 'never'],
	['SoftwareOne update', updateAccount, 'always'],
	['Teal account', createTealAccount, 'never'],
	['Teal authorisation', createAuthorisation, 'never'],
	['Teal revocation', revokeAuthorisation, 'never'],
	['Teal MFA answer', submitMfa, 'never'],
	['Teal user', createUser, 'never'],
])('has the documented retry rule: %s', (_name, { repeat }, rule) => expect(repeat).toBe(rule));
