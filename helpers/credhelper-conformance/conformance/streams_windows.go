package conformance

const signalled = "signalled"

// What follows is about descriptors and signals as Unix has them.

func lostAnswers(_ *session, v *verdict) { v.skipf("not on this system") }

func neverDrains(_ *session, v *verdict) { v.skipf("not on this system") }

func signals(_ *session, v *verdict) { v.skipf("not on this system") }
