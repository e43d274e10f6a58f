//go:build unix && !linux

package helpertest

import "testing"

func (s stage) onTerminal(t *testing.T) { t.Skip("not run: no terminal can be opened on this system") }
