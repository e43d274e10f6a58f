//go:build !darwin

package doctor

// quarantined is for macOS alone.
func quarantined(*checkup) {}
