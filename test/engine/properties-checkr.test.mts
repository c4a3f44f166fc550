import { testForms } from './properties.mts';

testForms('checkr', { rules: /company\.tax_id|could not find/ });
