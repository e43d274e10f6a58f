package main

import (
	"errors"

	"github.com/spf13/cobra"
)

func configureCommand(s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "configure",
		Short: "",
		RunE:  func(*cobra.Command, []string) error { return errors.New("configure is not written yet") },
	}
}
