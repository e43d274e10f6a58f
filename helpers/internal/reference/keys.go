package reference

// Key is a key of a rule in config.toml.
type Key struct {
	Name string
	Type string
	Uses []Use
}

// Use is what a key means to some helpers.
type Use struct {
	Readers string // see Helpers
	Example string // the value as a rule has it
	Meaning string
}

// Selecting lists the keys that say which registries a rule is for.
func Selecting() []Key {
	return []Key{
		{"match", "pattern, or list of them", []Use{
			{Ruled, `"*.dkr.ecr.*.amazonaws.com"`,
				"the registries of the rule: `host[:port][/path]`, where `*` is one whole label of the host"}}},
		{"hosts", "registry, or list of them", []Use{
			{Ruled, `["registry.corp.example:5050"]`,
				"registries, written in full, that the rule assigns to `helper`, which would not " +
					"serve them otherwise"}}},
		{"helper", "short name", []Use{
			{Ruled, `"gitlab"`,
				"the helper of the rule; other helpers skip the rule, and `docker-credential-auto` starts this one"}}},
	}
}

// Settings lists the other keys of a rule, in the order of shared/userconfig.
func Settings() []Key {
	return []Key{
		{"profile", "string", []Use{
			{"ecr", `"prod"`, "the profile of the AWS config files"},
			{"icr", `"Profile-00000000"`,
				"the trusted profile (ID, CRN or name), in place of `IBMCLOUD_CR_PROFILE`; an API key " +
					"assumes it too"}}},
		{"role_arn", "ARN", []Use{
			{"ecr", `"arn:aws:iam::222222222222:role/pull"`,
				"the role to assume; with a pod's token, the role of the pod"}}},
		{"external_id", "string", []Use{
			{"ecr", `"team-a"`, "the external ID for `role_arn`"}}},
		{"region", "region", []Use{
			{"ecr", `"eu-west-1"`, "the region, if the registry's name does not contain it"}}},
		{"endpoint", "URL", []Use{
			{"ecr", `"https://api.ecr.corp.example"`, "another address for the ECR service"},
			{"icr", `"https://private.iam.cloud.ibm.com"`,
				"another address for IAM, in place of `IBMCLOUD_IAM_API_ENDPOINT`"}}},
		{"account", "string", []Use{
			{"ecr", `"123456789012"`, "the account (12 digits), if the registry's name does not contain it"},
			{"gar", `"me@corp.example"`, "one of the accounts of gcloud"}}},
		{"credentials_file", "absolute path", []Use{
			{"acr", `"/run/secrets/client.pem"`, "the certificate of `client_id` with its key, PEM or PKCS#12"},
			{"dockerhub quay", `"/run/secrets/registry"`, "a file that contains the token of `username`"},
			{"gar", `"/run/secrets/key.json"`, "a credential file"},
			{"icr", `"/run/secrets/ibm-credentials.env"`, "a credential file of IBM's SDKs"},
			{"quay", `"/run/secrets/robot-auth.json"`, "without `username`: a robot's Docker Configuration"}}},
		{"impersonate", "service account", []Use{
			{"gar", `"ci@project.iam.gserviceaccount.com"`,
				"the service account to impersonate, with the identity of the rule, or with the first one " +
					"that is found"}}},
		{"delegates", "list of service accounts", []Use{
			{"gar", `["a@project.iam.gserviceaccount.com"]`, "the accounts between that identity and `impersonate`"}}},
		{"tenant", "ID or domain", []Use{
			{"acr", `"corp.example"`, "the tenant, in place of `AZURE_TENANT_ID`"}}},
		{"client_id", "ID", []Use{
			{"acr", `"00000000-0000-0000-0000-000000000000"`,
				"the service principal or managed identity, in place of `AZURE_CLIENT_ID`"}}},
		{"authority", "URL", []Use{
			{"acr", `"https://login.microsoftonline.us"`,
				"another address for Entra, in place of `AZURE_AUTHORITY_HOST`"}}},
		{"username", "string", []Use{
			{"dockerhub", `"alice"`, "the user name, or the organization of an OIDC connection"},
			{"ghcr gitlab", `"ci"`, "the user name beside the token"},
			{"quay", `"team+ci"`,
				"the user or robot; without `credentials_file`, a robot that trusts the token of the job"}}},
		{"source", "name", []Use{
			{"acr", `"AzureCLICredential"`, "the one credential to use, named as in `AZURE_TOKEN_CREDENTIALS`"},
			{"gar", `"gcloud"`, "`gcloud`, `application_default` or `metadata`: this source only"},
			{"ghcr", `"gh"`, "the login of GitHub's command line"},
			{"gitlab", `"GITLAB_TOKEN"`, "this variable, also for a self-managed registry"},
			{"icr", `"vpc"`, "`api_key`, `token`, `cluster` or `vpc`: this source only"}}},
		{"max_age", "duration", []Use{
			{Minting, `"30m"`, "a cached token is used for at most this time"},
			{Static, `"30m"`, "no effect: these helpers cache no token"}}},
		{"on_failure", "`anonymous` or `error`", []Use{
			{Minting + " " + Static, `"anonymous"`,
				"a failure becomes \"not found\", so that public images can still be pulled"}}},
		{"keep", "duration", []Use{
			{Minting, `"1h"`,
				"how long the answer of a program that provides the identity is cached; without it, the program " +
					"runs at every pull"},
			{Static, `"1h"`, "no effect, like `max_age`"}}},
	}
}
