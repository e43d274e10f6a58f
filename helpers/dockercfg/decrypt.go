package main

import (
	"errors"

	"github.com/spf13/cobra"
)

func decryptCommand(s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "decrypt IN OUT",
		Short: "",
		RunE:  func(*cobra.Command, []string) error { return errors.New("decrypt is not written yet") },
	}
}
