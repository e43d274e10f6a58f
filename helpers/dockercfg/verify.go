package main

import (
	"errors"

	"github.com/spf13/cobra"
)

func verifyCommand(s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "verify [HOST...]",
		Short: "",
		RunE:  func(*cobra.Command, []string) error { return errors.New("verify is not written yet") },
	}
}
