package main

import (
	"errors"

	"github.com/spf13/cobra"
)

func keygenCommand(s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "keygen",
		Short: "",
		RunE:  func(*cobra.Command, []string) error { return errors.New("keygen is not written yet") },
	}
}
