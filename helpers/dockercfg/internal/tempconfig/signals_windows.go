package tempconfig

import "os"

func handed() []os.Signal { return []os.Signal{os.Interrupt} }

// fromTerminal: the console sends Ctrl-C to the command, too.
func fromTerminal(os.Signal) bool { return true }

func codeOf(state *os.ProcessState) int { return state.ExitCode() }
