package main

import (
	"context"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/exit"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/generator"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/lookup"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/resolve"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/term"
	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/formats"
	"github.com/dockercfg/dockercfg/shared/helperclient"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/safeexec"
	"github.com/dockercfg/dockercfg/shared/safefile"
	"github.com/dockercfg/dockercfg/shared/shellword"
	"github.com/dockercfg/dockercfg/shared/userdirs"
)

func generateCommand(s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "generate PATH",
		Short: "Write a config.json to PATH, as a generator container does",
		Long: "Generate is the entry point of the generator images. It writes the logins of all\n" +
			"registries that environment variables name to PATH. The variables are:\n\n" +
			"  DOCKER_USERNAME, DOCKER_PASSWORD\n" +
			"                               login for DOCKER_REGISTRY (default Docker Hub)\n" +
			"  DOCKER_<registry>_USR, _PSW  login for any registry, see docker-credential-vars\n" +
			"  REGISTRY, AUTH               a registry and its base64 auth\n" +
			"  AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION\n" +
			"                               Amazon ECR, the registry of the key's account;\n" +
			"                               instead of keys AWS_PROFILE, a web identity or a\n" +
			"                               container's role, see docker-credential-ecr. If\n" +
			"                               the account is not known, Amazon is asked for it\n" +
			"    AWS_ECR_REGISTRY_IDS       \"account ...\", the registries of these accounts;\n" +
			"                               default AWS_STS_ACCOUNT, else AWS_ACCOUNT_ID\n" +
			"    AWS_STS_ROLE, AWS_STS_ACCOUNT\n" +
			"                               name and account of a role to assume\n" +
			"    ECR_PUBLIC                 set to any value: public.ecr.aws, and a private\n" +
			"                               registry only if its account is named\n" +
			"  GOOGLE_AUTH_JSON             gcr.io, us., eu. and asia.gcr.io; the content of a\n" +
			"                               key file, or GOOGLE_APPLICATION_CREDENTIALS\n" +
			"    GOOGLE_LOCATION            <location>-docker.pkg.dev as well\n" +
			"    GOOGLE_AUTH_EMAIL, GOOGLE_PROJECT_ID\n" +
			"                               optional; compared with the key file\n" +
			"  AZURE_USERNAME, AZURE_PASSWORD\n" +
			"                               the admin user of AZURE_REGISTRY (or\n" +
			"                               AZURE_REGISTRY_NAME); or the variables of a\n" +
			"                               service principal, see docker-credential-acr\n" +
			"  BLUEMIX_API_KEY              icr.io, us.icr.io, registry.ng.bluemix.net; or\n" +
			"                               IBMCLOUD_API_KEY, see docker-credential-icr\n" +
			"    BLUEMIX_API_ENDPOINT       accepted, but not needed\n" +
			"  HEROKU_API_KEY               registry.heroku.com\n" +
			"  DOCKER_AUTH_CONFIG           a Docker config as JSON\n" +
			"  DOCKERCFG_HELPERS            \"host=helper ...\", any credential helper\n" +
			"  DOCKER_CONFIG                directory of a mounted config.json\n" +
			"  DOCKERCFG_PROVIDERS          the providers to use, instead of those whose\n" +
			"                               variables are set: aws, azure, docker, google,\n" +
			"                               heroku, ibm, vars\n\n" +
			"An existing file keeps its owner and mode. If anything fails, the exit code is not 0.\n" +
			"The file is written after all registries are resolved; if writing fails, it is left\n" +
			"empty. `dockercfg /absolute/path` is the same command.",
		Example: "  DOCKER_USERNAME=alice DOCKER_PASSWORD=... dockercfg generate ./dockercfg\n" +
			"  docker run --rm --env-file=aws.env -v \"$PWD:/out\" IMAGE /out/dockercfg",
		Args: exactlyOne("path"),
		RunE: func(cmd *cobra.Command, args []string) error { return generate(cmd.Context(), args[0], s) },
	}
}

// generate resolves everything first and writes once, so that a failure does not leave a
// partial file.
func generate(ctx context.Context, path string, s streams) error {
	s.bound(runFor)
	ctx, cancel := context.WithTimeout(ctx, runFor)
	defer cancel()
	r, groups, err := generatorRequest(ctx, os.Environ())
	if err != nil {
		return err
	}
	results, err := resolve.All(ctx, r)
	if err != nil {
		return err
	}
	results = copied(results, groups)
	format, err := formats.ByName("config-json")
	if err != nil {
		return err
	}
	found := policy{static: r.Static}.settle(results, format)
	outcome{Results: results, Warnings: r.Config.WarningLines()}.write(s.err)
	if found.failures > 0 {
		return exit.With(exit.Failed, "%d of %d registries failed, so %s was not changed: fix them",
			found.failures, len(results), path)
	}
	data, err := format.Encode(found.entries, formats.Options{})
	if err != nil {
		return fault.New(fault.NoIdentity, "%w: no variable names a registry: see `dockercfg generate --help`", err)
	}
	return writeInPlace(path, data, s)
}

func writeInPlace(path string, data []byte, s streams) error {
	absolute, err := filepath.Abs(path)
	if err == nil {
		err = safefile.InPlace(absolute, data)
	}
	if err != nil {
		return fault.New(fault.Store, "writing the dockercfg: %w", err)
	}
	warnOfWriters(absolute, s)
	term.Say(s.err, "wrote %s", path)
	return nil
}

// warnOfWriters warns if other users can change the file, which keeps its mode.
func warnOfWriters(path string, s streams) {
	if safefile.OthersMayWrite(path) {
		term.Say(s.err, "%s is writable by every user, who can change the logins in it: run `chmod o-w %s`",
			path, shellword.Quote(path))
	}
	if open, err := safeexec.WritableParent(path); err == nil && open != "" {
		term.Say(s.err, "%s is in %s, which is writable by every user, who can replace it: run `chmod o-w %s`",
			path, open, shellword.Quote(open))
	}
}

// generatorRequest reads the environment: a mounted config, helpers by name, and the
// providers whose variables are set.
func generatorRequest(ctx context.Context, environ []string) (resolve.Request, []alike, error) {
	config := dockerconfig.Config{Path: "the environment"}
	if os.Getenv(dockerConfig) != "" {
		dir, err := userdirs.Docker(os.Getenv)
		if err != nil {
			return resolve.Request{}, nil, fault.New(fault.Config, "%w: set DOCKER_CONFIG to an absolute path", err)
		}
		if config, err = loadConfig(filepath.Join(dir, "config.json")); err != nil {
			return resolve.Request{}, nil, err
		}
	}
	r, err := request(config)
	if err != nil {
		return r, nil, err
	}
	r.Static = "swap"
	// A login in a store does not belong to this environment.
	r.HelperEnv = []string{"DOCKERCFG_KEEPER=none"}
	meant, err := generator.Read(environ)
	if err != nil {
		return r, nil, err
	}
	r.HelperEnv = append(r.HelperEnv, meant.Env...)
	for _, warning := range meant.Warnings {
		r.Config.Warn("%s", warning)
	}
	r.Unbind = meant.Unbind
	asked, err := askRegistries(ctx, r, meant.Ask)
	for _, b := range asked {
		r.Unbind[b.Key] = meant.Unbind[b.Helper]
	}
	if err == nil {
		err = bind(&r, append(meant.Bindings, asked...))
	}
	if err != nil {
		return r, nil, err
	}
	return r, oneCredential(&r, meant.Alike), nil
}

// askRegistries asks helpers which registries belong to their identity.
func askRegistries(ctx context.Context, r resolve.Request, helpers []string) (
	bound []dockerconfig.Binding, err error) {
	for _, short := range helpers {
		helper, err := helperclient.Find(short)
		if err != nil {
			return nil, err
		}
		caller := helperclient.Caller{Env: append(os.Environ(), r.HelperEnv...), Trusted: r.Suite}
		hosts, err := caller.Registries(ctx, helper)
		if err != nil {
			return nil, fault.Within(err, helper.Name)
		}
		for _, host := range hosts {
			bound = append(bound, dockerconfig.Binding{Key: host, Helper: short})
		}
	}
	return bound, nil
}

// bind binds registries to helpers. A registry that is bound here is removed from the
// mounted config. Two helpers for one registry are an error.
func bind(r *resolve.Request, bindings []dockerconfig.Binding) error {
	helpers := map[string]string{}
	for _, b := range bindings {
		if name, err := registry.Parse(b.Key); err == nil && name.HubSite() {
			return fault.New(fault.Config, "%s is Docker Hub's web site, not its registry: name %s instead",
				name.Host, registry.HubKey)
		}
		key := lookup.Key(b.Key)
		if other, ok := helpers[key]; ok && other != b.Helper {
			return fault.New(fault.Config, "the environment names two helpers for %s, %s and %s: leave one in "+
				"DOCKERCFG_HELPERS, or unset the variables of the other", key, other, b.Helper)
		}
		helpers[key] = b.Helper
		r.Require = append(r.Require, b.Key)
	}
	named := func(key string) bool { _, ok := helpers[lookup.Key(key)]; return ok }
	r.Config.CredHelpers = slices.DeleteFunc(r.Config.CredHelpers,
		func(b dockerconfig.Binding) bool { return named(b.Key) })
	r.Config.Auths = slices.DeleteFunc(r.Config.Auths, func(e dockerconfig.Entry) bool { return named(e.Key) })
	r.Config.CredHelpers = append(r.Config.CredHelpers, bindings...)
	return nil
}
