package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/report"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/resolve"
	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/fault"
)

func explainCommand(s streams) *cobra.Command {
	var config string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "explain HOST",
		Short: "Say which helper and source would serve a registry, without asking for a secret",
		Args:  exactlyOne("host"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return explain(cmd.Context(), config, args[0], asJSON, s)
		},
	}
	cmd.Flags().StringVar(&config, "config", "", "Docker config to read, `DIR|FILE` (default $DOCKER_CONFIG, else ~/.docker)")
	cmd.Flags().BoolVar(&asJSON, "json", false, "answer in JSON")
	return cmd
}

// explain resolves one registry offline: no request is made, and no program is
// started but helpers of this suite, with their verb `explain`.
func explain(ctx context.Context, configPath, host string, asJSON bool, s streams) error {
	config, err := loadConfig(configPath)
	if err != nil {
		return err
	}
	r, err := request(config)
	if err != nil {
		return err
	}
	r.Hosts, r.Offline = []string{host}, true
	results, err := resolve.All(ctx, r)
	if err != nil {
		return err
	}
	for _, result := range results {
		if err := show(result, config, asJSON, s); err != nil {
			return err
		}
	}
	for _, result := range results {
		if result.Err != nil {
			return &exitError{exitFailed, ""}
		}
	}
	return nil
}

func show(r resolve.Result, config dockerconfig.Config, asJSON bool, s streams) error {
	if asJSON {
		data, err := json.Marshal(report.Rows([]resolve.Result{r})[0])
		if err != nil {
			return err
		}
		return emit(s.out, append(data, '\n'))
	}
	var text strings.Builder
	line := func(label, value string) {
		if value != "" {
			fmt.Fprintf(&text, "  %-9s %s\n", label, value)
		}
	}
	text.WriteString(r.Host + "\n")
	line("config", config.Path)
	line("keys", strings.Join(r.Keys, ", "))
	line("helper", strings.TrimSpace(r.Helper+" "+r.HelperPath))
	if r.Err == nil {
		row := report.Rows([]resolve.Result{r})[0]
		line("user", row.User)
		line("source", row.Source)
		line("kind", row.Kind)
		line("expires", row.Expires)
	} else if !errors.Is(r.Err, fault.ErrNotFound) {
		line("error", fault.Line(r.Err))
	}
	line("note", r.Note)
	for _, source := range r.PassedOver {
		line("not used", source)
	}
	return emit(s.out, []byte(text.String()))
}
