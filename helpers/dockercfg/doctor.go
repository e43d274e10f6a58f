package main

import (
	"errors"

	"github.com/spf13/cobra"
)

func doctorCommand(s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "doctor",
		Short: "",
		RunE:  func(*cobra.Command, []string) error { return errors.New("doctor is not written yet") },
	}
}
