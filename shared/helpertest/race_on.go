//go:build race

package helpertest

// underRace: the race detector keeps a shadow of all memory, and a child's peak
// is never seen below its parent's.
const underRace = true
