import { testForms } from './properties.mts';

testForms('gusto', {
	rules: /must have 9 digits|The API version \d{4}-\d\d-\d\d is not supported/,
});
