package main

import (
	"errors"

	"github.com/spf13/cobra"
)

func codeshipCommand(s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "codeship",
		Short: "",
		RunE:  func(*cobra.Command, []string) error { return errors.New("codeship is not written yet") },
	}
}
