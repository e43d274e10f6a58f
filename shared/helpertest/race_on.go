//go:build race

package helpertest

// underRace is true with the race detector, which needs several times the memory; and a
// child's peak cannot be measured below its parent's.
const underRace = true
