package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/exit"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/resolve"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/term"
	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/envname"
	"github.com/dockercfg/dockercfg/shared/formats"
	"github.com/dockercfg/dockercfg/shared/registry"
)

func explainCommand(s streams) *cobra.Command {
	var config string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "explain HOST",
		Short: "Show which helper and source would serve a registry",
		Long: "Explain shows the helper that serves HOST, the source that it would use, when the\n" +
			"credential expires if that is known, and what else is configured and not used. It\n" +
			"makes no request, starts no program except helpers of this suite, and never shows a\n" +
			"secret.",
		Example: "  dockercfg explain ghcr.io\n  dockercfg explain --json quay.io",
		Args:    exactlyOne("host"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return explain(cmd.Context(), config, args[0], asJSON, s)
		},
	}
	cmd.Flags().StringVar(&config, "config", "",
		"Docker config to read, `DIR|FILE` (default $DOCKER_CONFIG, else ~/.docker)")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	cmd.ValidArgsFunction = completeHosts(&config)
	return cmd
}

// explain resolves one registry offline: it makes no request and starts no program
// except helpers of this suite, with their verb explain.
func explain(ctx context.Context, configPath, host string, asJSON bool, s streams) error {
	config, err := loadConfig(configPath)
	if err != nil {
		return err
	}
	if name, err := registry.Parse(host); err == nil && name.HubSite() {
		return validHost(host)
	}
	formats.Named(&config, []string{host})
	r, err := request(config)
	if err != nil {
		return err
	}
	r.Hosts, r.Offline = []string{host}, true
	s.bound(runFor)
	results, err := resolve.All(ctx, r)
	if err != nil {
		return err
	}
	suggest(results, r.Config)
	var text strings.Builder
	failed := false
	for _, result := range results {
		result.PassedOver = append(result.PassedOver, misnamed(result.Host)...)
		if err := show(&text, result, config, asJSON); err != nil {
			return err
		}
		failed = failed || result.Err != nil
	}
	if err := term.Emit(s.out, []byte(text.String())); err != nil {
		return err
	}
	if failed {
		return exit.Silently(exit.Failed)
	}
	return nil
}

// misnamed returns the variables that only nearly name a registry.
func misnamed(host string) (all []string) {
	name, err := registry.Parse(host)
	if err != nil {
		return nil
	}
	hosts := []string{name.Registry()}
	if name.IsHub() {
		hosts = registry.HubHosts()
	}
	for _, m := range envname.MisnamedIn(os.Environ()) {
		if i := slices.IndexFunc(hosts, m.Resembles); i >= 0 {
			const words = "the variable %s, which names no registry: for %s it is %s"
			all = append(all, fmt.Sprintf(words, m.Variable, hosts[i], m.For(hosts[i])))
		}
	}
	return all
}

func show(text *strings.Builder, r resolve.Result, config dockerconfig.Config, asJSON bool) error {
	row := rowsOf([]resolve.Result{r})[0]
	if asJSON {
		row.Keys, row.Path, row.NotUsed = r.Keys, r.HelperPath, r.PassedOver
		if row.Status == "ok" && row.Kind == "" {
			row.Status = "not-asked"
		}
		data, err := term.JSONLine(registryStatus{row, r.Credential.Lacks})
		text.Write(data)
		return err
	}
	line := func(label, value string) {
		if value != "" {
			text.WriteString(term.Sprintf("  %-9s %s\n", label, value))
		}
	}
	text.WriteString(term.Sprintf("%s\n", r.Host))
	line("config", config.Path)
	line("keys", strings.Join(r.Keys, ", "))
	line("helper", strings.TrimSpace(r.Helper+" "+r.HelperPath))
	line("user", row.User)
	line("source", row.Source)
	line("kind", row.Kind)
	line("expires", row.Expires)
	line("lacks", r.Credential.Lacks)
	line("error", row.Error)
	line("note", r.Note)
	for _, source := range r.PassedOver {
		line("not used", source)
	}
	return nil
}
