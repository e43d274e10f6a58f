//go:build !darwin

package doctor

// quarantined does nothing: only macOS quarantines programs.
func quarantined(*checkup) {}
