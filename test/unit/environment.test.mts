import { checkr } from '../../nodes/Checkr/provider.ts';
import { gusto } from '../../nodes/Gusto/provider.ts';
import { softwareOne } from '../../nodes/SoftwareOne/provider.ts';
import { teal } from '../../nodes/Teal/provider.ts';
import { yardstik } from '../../nodes/Yardstik/provider.ts';
import { baseUrlFrom } from '../../nodes/shared/auth/environment.ts';

// The hosts that a key may be sent to, according to the providers' documentation.
it.each([
	[checkr, 'production', 'https://api.checkr.com/v1'],
	[checkr, 'staging', 'https://api.checkr-staging.com/v1'],
	[gusto, 'production', 'https://api.gusto.com'],
	[gusto, 'demo', 'https://api.gusto-demo.com'],
	[teal, 'production', 'https://api.goteal.co'],
	[teal, 'sandbox', 'https://api.sandbox.goteal.co'],
	[yardstik, 'production', 'https://api.yardstik.com'],
	[yardstik, 'staging', 'https://api.yardstik-staging.com'],
])(
	'uses the URL of the environment, even if another URL was entered before (%#)',
	({ environments }, environment, url) => {
		expect(
			baseUrlFrom(environments, { environment, baseUrl: 'https://elsewhere.example.com' }),
		).toBe(url);
	},
);

it('trims spaces and trailing slashes from an entered URL', () => {
	expect(
		baseUrlFrom(teal.environments, { environment: 'custom', baseUrl: ' http://localhost:8080// ' }),
	).toBe('http://localhost:8080');
	expect(
		baseUrlFrom(softwareOne.environments, { baseUrl: 'https://api.platform.softwareone.com/' }),
	).toBe('https://api.platform.softwareone.com');
});
