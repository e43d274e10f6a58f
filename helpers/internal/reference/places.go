package reference

// Places lists the variables that name files and directories of an identity or of the
// machine, and contain no secret: a program that runs later, without the user's shell, needs
// their values to find what the user's shell finds. Not among them are files that mean
// nothing without a second variable, such as a token without its role. The last line is
// that of programs which helpers start.
func Places() []string {
	return []string{"PATH", "DOCKER_CONFIG", "DOCKERCFG_CONFIG", "DOCKERCFG_STORE", "DOCKERCFG_STORE_KEY_FILE",
		"DOCKERCFG_CACHE_DIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "SSL_CERT_FILE", "SSL_CERT_DIR",
		"AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_LOGIN_CACHE_DIRECTORY", "AWS_ECR_CACHE_DIR", "AWS_CA_BUNDLE",
		"GOOGLE_APPLICATION_CREDENTIALS", "CLOUDSDK_CONFIG", "CLOUDSDK_AUTH_ACCESS_TOKEN_FILE",
		"CLOUDSDK_AUTH_CREDENTIAL_FILE_OVERRIDE", "AZURE_CONFIG_DIR", "AZURE_ENVIRONMENT_FILEPATH",
		"IBM_CREDENTIALS_FILE", "QUAY_CONFIG_FILE",
		"GH_CONFIG_DIR", "GNUPGHOME", "PASSWORD_STORE_DIR"}
}
