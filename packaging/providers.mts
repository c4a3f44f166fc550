/**
 * The packages for one provider each, in addition to the package for all of them. Everything else about a package is
 * derived: its nodes are the ones in `nodes/<folder>`, its credentials are the ones whose names start with the
 * folder's, and its README is generated from `docs/<folder in lowercase>.md`.
 */
export interface ProviderPackage {
	/** Folder under `nodes/`. */
	folder: string;
	/** The package's name on npm. */
	name: string;
	description: string;
	keywords: string[];
}

export const providerPackages: ProviderPackage[] = [
	{
		folder: 'Checkr',
		name: 'n8n-nodes-checkr-partner',
		description: 'n8n node for Checkr partners that creates accounts for your customers',
		keywords: ['checkr', 'background check', 'onboarding'],
	},
	{
		folder: 'Gusto',
		name: 'n8n-nodes-gusto-partner',
		description: 'n8n node for Gusto partners that creates companies for your customers',
		keywords: ['gusto', 'payroll', 'onboarding'],
	},
	{
		folder: 'Teal',
		name: 'n8n-nodes-teal',
		description: 'n8n node that creates users and connects payroll accounts in Teal',
		keywords: ['teal', 'payroll', 'income', 'onboarding'],
	},
	{
		folder: 'SoftwareOne',
		name: 'n8n-nodes-softwareone',
		description: 'n8n node that creates and manages accounts in the SoftwareOne Marketplace',
		keywords: ['softwareone', 'marketplace', 'onboarding'],
	},
	{
		folder: 'Yardstik',
		name: 'n8n-nodes-yardstik',
		description: 'n8n node for Yardstik platforms that creates subaccounts for your customers',
		keywords: ['yardstik', 'background check', 'onboarding'],
	},
];
