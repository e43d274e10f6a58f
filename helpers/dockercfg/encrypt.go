package main

import (
	"errors"

	"github.com/spf13/cobra"
)

func encryptCommand(s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "encrypt IN OUT",
		Short: "",
		RunE:  func(*cobra.Command, []string) error { return errors.New("encrypt is not written yet") },
	}
}
