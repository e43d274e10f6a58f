package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/feature/ec2/imds"

	"github.com/dockercfg/dockercfg/helpers/internal/ecr"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/identity"
	"github.com/dockercfg/dockercfg/shared/inputs"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/userconfig"
)

// session is the AWS identity for one registry, as the SDK resolved it.
type session struct {
	choice
	registry ecr.Registry
	cfg      aws.Config
	shared   config.SharedConfig // of the profile in effect
	env      config.EnvConfig
	instance *metadata
	login    *renewal
	uncached *uncached
	handed   map[string]string // original path of a config file → the path that the SDK reads
	loaded   bool              // the SDK has accepted the configuration
	kind     kind
	label    string
}

// uncached contains credentials that were retrieved without the SDK's cache.
type uncached struct{ keys aws.Credentials }

// kind is the first link of a chain of identities.
type kind int

const (
	keyPair kind = iota
	webIdentity
	sharedProfile
	credentialProcess
	containerService
	instanceRole
	podToken // from the kubelet's request
	noIdentity
)

// identify lets the SDK resolve the identity, once, and records each file that the
// SDK reads for that.
func identify(
	ctx context.Context, in *inputs.Recorder, name registry.Name, u userconfig.Rule,
) (session, identity.Identity, error) {
	s := session{login: &renewal{}, uncached: &uncached{}}
	var err error
	if s.registry, err = registryOf(name, u); err != nil {
		return s, identity.Identity{}, err
	}
	if s.choice, err = choose(s.registry, u); err != nil {
		return s, identity.Identity{}, err
	}
	if s.env, err = config.NewEnvConfig(); err != nil {
		return s, identity.Identity{}, s.explain(ctx, err)
	}
	s.label = s.describe()
	in.Note(s.env.CustomCABundle)
	if err = s.load(ctx, in); err != nil {
		s.shared, _ = s.profileAlone(ctx)
		return s, identity.Identity{}, s.explain(ctx, err)
	}
	s.loaded = true
	if endpoint := u.Get(userconfig.Endpoint); endpoint != "" {
		s.cfg.BaseEndpoint = &endpoint
	}
	s.resolved()
	s.cfg.Retryer = func() aws.Retryer { return s.attempts(ctx) }
	s.noteAfter(in)
	if s.kind == noIdentity {
		if err := s.profileFileError(); err != nil {
			return s, identity.Identity{}, err
		}
	}
	return s, s.identity(), nil
}

// files records the SDK's two files and returns the paths to read them from.
func (s *session) files(in *inputs.Recorder) (configs, credentials []string) {
	settings := or(s.env.SharedConfigFile, config.DefaultSharedConfigFilename())
	keys := or(s.env.SharedCredentialsFile, config.DefaultSharedCredentialsFilename())
	s.handed = map[string]string{settings: in.OpenedPath(settings), keys: in.OpenedPath(keys)}
	return []string{s.handed[settings]}, []string{s.handed[keys]}
}

// profileAlone returns the profile as the SDK reads it, for errors.
func (s session) profileAlone(ctx context.Context) (config.SharedConfig, error) {
	options := func(o *config.LoadSharedConfigOptions) {
		o.ConfigFiles = []string{or(s.env.SharedConfigFile, config.DefaultSharedConfigFilename())}
		o.CredentialsFiles = []string{or(s.env.SharedCredentialsFile, config.DefaultSharedCredentialsFilename())}
	}
	return config.LoadSharedConfigProfile(ctx, or(s.profileNamed(), "default"), options)
}

// noteAfter records the files that are read when the credentials are retrieved. Their
// paths come from what the SDK has resolved.
func (s session) noteAfter(in *inputs.Recorder) {
	in.NoteLate(s.shared.CustomCABundle)
	switch s.kind {
	case webIdentity:
		in.Note(s.env.WebIdentityTokenFilePath)
	case containerService:
		in.Note(os.Getenv("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"))
	}
	for p := &s.shared; p != nil; p = p.Source {
		in.Note(p.WebIdentityTokenFile)
		login, _ := loginFile(p)
		in.Note(login)
	}
}

// missingLogin returns the command for a login that the profile needs and that was never
// made, or "".
func (s session) missingLogin() string {
	if s.kind != sharedProfile {
		return ""
	}
	for p := &s.shared; p != nil; p = p.Source {
		path, command := loginFile(p)
		if _, err := os.Stat(path); path != "" && errors.Is(err, fs.ErrNotExist) {
			return command + s.profileFlag()
		}
	}
	return ""
}

// sources returns the links of the credential chain, as the SDK reports them.
func (s session) sources() []aws.CredentialSource {
	if told, ok := s.cfg.Credentials.(aws.CredentialProviderSource); ok {
		return told.ProviderSources()
	}
	return nil
}

// resolved sets the kind of the session from the SDK's configuration.
func (s *session) resolved() {
	for _, source := range s.cfg.ConfigSources {
		if shared, ok := source.(config.SharedConfig); ok {
			s.shared = shared
		}
	}
	chain := s.sources()
	has := func(of ...aws.CredentialSource) bool {
		return slices.ContainsFunc(chain, func(c aws.CredentialSource) bool { return slices.Contains(of, c) })
	}
	switch {
	case s.suffix != "", has(aws.CredentialSourceEnvVars):
		s.kind = keyPair
	case has(aws.CredentialSourceEnvVarsSTSWebIDToken):
		s.kind = webIdentity
	case has(aws.CredentialSourceProcess):
		s.kind = credentialProcess
	case has(aws.CredentialSourceIMDS) && s.env.EC2IMDSClientEnableState == imds.ClientDisabled:
		s.kind = noIdentity
	case has(aws.CredentialSourceIMDS):
		s.kind = instanceRole
	case has(aws.CredentialSourceHTTP) && s.containerSet():
		s.kind = containerService
	default:
		s.kind = sharedProfile
	}
	s.label = s.describe()
}

func (s session) containerSet() bool {
	return s.env.ContainerCredentialsRelativePath != "" || s.env.ContainerCredentialsEndpoint != ""
}

// identity returns the session in the form that package minting uses.
func (s session) identity() identity.Identity {
	who := identity.Identity{Label: s.label, Username: user, Configured: true, Lacks: s.missingLogin()}
	switch s.kind {
	case credentialProcess:
		who.Keeping = identity.ByProgram
	case containerService:
		// A container's own token identifies it. Without one only the machine does.
		if !anySet("AWS_CONTAINER_AUTHORIZATION_TOKEN", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE") {
			who.Keeping = identity.OfMachine(true)
		}
	case instanceRole:
		named := s.env.EC2IMDSEndpoint != "" || s.shared.EC2IMDSEndpoint != ""
		who.Keeping = identity.OfMachine(named, "Amazon EC2", ".amazon")
		who.Ambient, who.Configured = true, named || s.profileNamed() != "" || onEC2()
	case noIdentity:
		who.Configured = s.profileNamed() != ""
	}
	who.Ambient = who.Ambient && s.role == "" // a role is set up by someone
	return who
}

// profileNamed returns the profile that is selected by name, or "" for the default
// profile, which may be missing.
func (s session) profileNamed() string { return or(s.profile, s.env.SharedConfigProfile) }

// describe returns the label of the identity. Before the SDK has resolved it, the
// label is a guess.
func (s session) describe() string {
	label := "profile " + plain(or(s.profileNamed(), "default"))
	switch s.kind {
	case keyPair:
		if s.suffix != "" || s.env.Credentials.HasKeys() && s.profile == "" {
			label = "variables AWS_ACCESS_KEY_ID" + s.suffix + " and AWS_SECRET_ACCESS_KEY" + s.suffix
		}
	case webIdentity:
		label = "web identity token for role " + fault.Printable(s.env.RoleARN, 200)
	case containerService:
		label = "container credentials of " +
			firstSet("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI")
	case instanceRole:
		label = "the instance's role"
	case podToken:
		label = "the pod's token"
	case noIdentity:
		label = "no identity"
	}
	if s.role != "" {
		return "role " + s.role + " assumed by " + label
	}
	return label
}

// plain returns a name, or a placeholder if it is not printable.
func plain(name string) string {
	if shown := fault.Printable(name, 60); shown == name {
		return name
	}
	return "(an unprintable name)"
}
