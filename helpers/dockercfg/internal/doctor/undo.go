package doctor

import (
	"path/filepath"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/configure"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/term"
	"github.com/dockercfg/dockercfg/shared/shellword"
)

// undoFileIsRemoved checks for an undo file: a login that was moved into a store is still
// readable in the undo file of `dockercfg configure`.
func undoFileIsRemoved(c *checkup) {
	path := c.Path
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	_, logins := configure.Left(path)
	if len(logins) == 0 {
		return
	}
	undo := configure.UndoPath(path)
	c.find(Warning, shellword.Remove(undo),
		"%s contains %s in plain text, which `dockercfg configure` moved into a store; --undo needs the file",
		c.short(undo), term.Count(len(logins), "login", "logins"))
}
