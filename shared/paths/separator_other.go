//go:build !windows

package paths

const separator = "/"
