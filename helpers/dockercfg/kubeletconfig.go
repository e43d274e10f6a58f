package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/exit"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/kubeletconfig"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/term"
	"github.com/dockercfg/dockercfg/shared/fault"
)

// kubeletOptions holds the flags of kubelet-config.
type kubeletOptions struct {
	platform, lint, audience, binDir string
	serviceAccount, rbac             bool
	images                           []string
	scope                            kubeletconfig.Scope
}

func kubeletConfigCommand(s streams) *cobra.Command {
	var k kubeletOptions
	cmd := &cobra.Command{
		Use:   "kubelet-config [PROVIDER...]",
		Short: "Print or check the kubelet's credential providers",
		Long: "Kubelet-config prints a CredentialProviderConfig that makes the kubelet ask helpers of\n" +
			"this suite when it pulls an image, with the identity of the node. Comments at the top\n" +
			"say where to put the file and the programs, and which flags name them.\n\n" +
			"With --service-account the kubelet passes a token of the pod's service account to the\n" +
			"helper, and the pod pulls with its own role. Helpers are not called for pods whose\n" +
			"account has no annotation. --rbac prints the permissions that kubelets need for this.\n\n" +
			"With --lint PATH it checks a file or a directory by the kubelet's own rules. The exit\n" +
			"code is 1 if there is an error, with which the kubelet would not start. Notes list what\n" +
			"the kubelet accepts but never uses.\n\n" +
			"Providers:\n  " + strings.Join(kubeletconfig.Names(), " ") + "\n" +
			"Platforms:\n  " + strings.Join(kubeletconfig.PlatformNames(), " "),
		Example: "  dockercfg kubelet-config --platform eks ecr\n" +
			"  dockercfg kubelet-config --service-account ecr acr\n" +
			"  dockercfg kubelet-config --rbac --namespace web ecr\n" +
			"  dockercfg kubelet-config --lint /etc/kubernetes/credential-providers",
		ValidArgs: kubeletconfig.Names(),
		RunE: func(cmd *cobra.Command, args []string) error {
			if cmd.Flags().Changed("lint") {
				return k.check(args, s)
			}
			return k.print(args, s)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&k.platform, "platform", "", "print the configuration for nodes of the platform `NAME`")
	flags.BoolVar(&k.serviceAccount, "service-account", false, "use the identity of the pod's service account")
	flags.StringVar(&k.audience, "audience", "", "`AUDIENCE` of the token, with --service-account or --rbac")
	flags.StringArrayVar(&k.images, "match", nil,
		"also call the helper for images that match `PATTERN`, such as registry.example:5000")
	flags.StringVar(&k.binDir, "bin-dir", "",
		"`DIR` of the programs, instead of the platform's; --lint looks for them there")
	flags.BoolVar(&k.rbac, "rbac", false, "print the RBAC manifest for --service-account instead")
	flags.StringVar(&k.scope.Namespace, "namespace", "", "with --rbac, only for service accounts of `NAMESPACE`")
	flags.StringArrayVar(&k.scope.Accounts, "account", nil, "with --rbac, only for the service account `NAME`")
	flags.StringVar(&k.lint, "lint", "", "check the file or directory `PATH`")
	platforms := cobra.FixedCompletions(kubeletconfig.PlatformNames(), cobra.ShellCompDirectiveNoFileComp)
	if err := cmd.RegisterFlagCompletionFunc("platform", platforms); err != nil {
		panic(err)
	}
	return cmd
}

// print prints the configuration, or the permissions.
func (k kubeletOptions) print(names []string, s streams) error {
	w, err := k.wanted(names)
	if err != nil {
		return err
	}
	var text []byte
	if k.rbac {
		text, err = w.RBAC(k.scope)
	} else {
		text, err = w.Config()
	}
	if err != nil {
		return exit.Misused("%s", err)
	}
	return term.Emit(s.out, text)
}

func (k kubeletOptions) wanted(names []string) (kubeletconfig.Wanted, error) {
	w := kubeletconfig.Wanted{ServiceAccount: k.serviceAccount || k.rbac, Images: k.images, Audience: k.audience,
		BinDir: k.binDir}
	var ok bool
	if w.Platform, ok = kubeletconfig.PlatformByName(k.platform); !ok {
		return w, exit.Misused("there is no platform %q: it is one of %s", fault.Printable(k.platform, 60),
			strings.Join(kubeletconfig.PlatformNames(), ", "))
	}
	if len(names) == 0 && w.Platform.Own != "" {
		names = []string{w.Platform.Own}
	}
	switch {
	case len(names) == 0:
		return w, exit.Misused("kubelet-config needs a provider: name one or more of %s",
			strings.Join(kubeletconfig.Names(), ", "))
	case !k.rbac && (k.scope.Namespace != "" || len(k.scope.Accounts) > 0):
		return w, exit.Misused("--namespace and --account need --rbac")
	case k.audience != "" && !w.ServiceAccount:
		return w, exit.Misused("--audience needs --service-account or --rbac")
	case k.audience != "" && len(names) > 1:
		return w, exit.Misused("--audience is for one provider: name only one")
	}
	for _, name := range names {
		p, ok := kubeletconfig.ByName(name)
		if !ok {
			return w, exit.Misused("there is no provider %q: it is one of %s", fault.Printable(name, 60),
				strings.Join(kubeletconfig.Names(), ", "))
		}
		if slices.ContainsFunc(w.Providers, func(other kubeletconfig.Provider) bool { return other.Name == p.Name }) {
			return w, exit.Misused("%s is named twice, but the kubelet accepts a name only once", p.Name)
		}
		w.Providers = append(w.Providers, p)
	}
	return w, nil
}

// check checks a configuration as the kubelet would.
func (k kubeletOptions) check(names []string, s streams) error {
	if len(names) > 0 || k.rbac || k.serviceAccount || k.platform != "" || k.lint == "" {
		return exit.Misused("--lint PATH checks a file or a directory: it can only be combined with --bin-dir")
	}
	report, err := kubeletconfig.Lint(k.lint, k.binDir)
	if err != nil {
		return fault.New(fault.Config, "reading the configuration: %w", err)
	}
	var text string
	for _, line := range report.Faults {
		text += term.Sprintf("error: %s\n", line)
	}
	for _, line := range report.Notes {
		text += term.Sprintf("note: %s\n", line)
	}
	if len(report.Faults) == 0 {
		text += term.Sprintf("%s: the kubelet accepts this configuration\n", k.lint)
	}
	if err := term.Emit(s.out, []byte(text)); err != nil || len(report.Faults) == 0 {
		return err
	}
	return exit.Silently(exit.Failed)
}
