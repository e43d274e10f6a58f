package safeexec

import "os/exec"

func ownGroup(*exec.Cmd) {}
func endGroup(*exec.Cmd) {}

// SignalName returns "": Windows has no signals.
func SignalName(*exec.ExitError) string { return "" }
