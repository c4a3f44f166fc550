import { testForms } from './properties.mts';

testForms('softwareOne', {
	rules:
		/An account of type Operations cannot be created|Eligibility can be set for Client accounts only|The user group|Unknown property|Unknown expression group|Invalid equals|(Unexpected text|Expected .+) at position|must be in double quotes|could not find/,
	values: { accountId: ['ACC-0000-0001', 'ACC-0000-0002'], logo: [''] },
});
