//go:build !windows

package tokencache

const separator = "/"
