package conformance

func ignored() bool { return false }
