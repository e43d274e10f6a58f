package tempconfig

import "os"

func forwarded() []os.Signal { return []os.Signal{os.Interrupt} }

// fromTerminal is always true: the console sends Ctrl-C to the command, too.
func fromTerminal(os.Signal) bool { return true }

func codeOf(state *os.ProcessState) int { return state.ExitCode() }
