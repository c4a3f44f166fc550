import { yardstikPurposes } from '../../sandbox/providers/yardstik.mts';
import { testForms } from './properties.mts';

testForms('yardstik', {
	rules: /permissible_purpose|address|could not find/,
	values: {
		permissiblePurposeId: yardstikPurposes.map(({ id }) => id),
		permissiblePurposeIds: yardstikPurposes.map(({ id }) => id),
	},
});
