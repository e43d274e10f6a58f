package helpertest

import (
	"os/exec"
	"testing"
)

func asUser(*exec.Cmd)             {}
func giveAway(*testing.T, string)  {}
func reachable(*testing.T, string) {}
