//go:build !darwin

package doctor

// noHelperIsQuarantined does nothing: only macOS quarantines programs.
func noHelperIsQuarantined(*checkup) {}
