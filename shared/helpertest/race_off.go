//go:build !race

package helpertest

const underRace = false
