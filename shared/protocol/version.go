package protocol

import "runtime/debug"

const credentialsPackage = "github.com/dockercfg/dockercfg"

// Version returns the version of the main module, as stamped by the Go toolchain: a tag,
// a pseudo-version of the commit, or "(devel)" for a build outside version control.
func Version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}
