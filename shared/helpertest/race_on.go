//go:build race

package helpertest

// MaxMemory is what a run may take under the race detector, which keeps a shadow
// of all memory; a child counts its parent's, too. scripts/e2e measures without it.
const MaxMemory = 256 << 20
