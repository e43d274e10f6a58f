package main

// note is the reason why a goal is missed, and what was tried.
type note struct{ Why, Tried string }

// unexplained is the note of a miss that has not been analysed.
var unexplained = note{"not explained yet", "nothing yet"}

// noteOn returns the note on a table's misses in one figure.
func noteOn(table, figure string) note {
	if n, ok := notes[table+"/"+figure]; ok {
		return n
	}
	return unexplained
}

// Texts of several notes.
const (
	linked = "half of the page faults are pages of the program's file, in which the cloud's own library is linked. " +
		"A plain Go program that does the same work and links no such library takes 1.4 of an empty one"
	layouts = "the linker's alignment, no garbage collection, the older collector: no effect; a random order of the " +
		"functions: slower. Two files, a small one that starts a large one when there is no cached token, take 1.0 to 1.3; " +
		"one file that can be copied was chosen"
	sdk = "most of it is the start of the AWS SDK, whose configuration finds the identity. Over TLS, the handshake " +
		"alone is 5.7 million instructions, for every program"
	signed = "an own request with the SDK's signature, in place of the SDK's client of ECR: used, a third fewer " +
		"instructions. Without the SDK's configuration, for static keys alone: 0.6 to 0.7 of the time; not used, because " +
		"the chain of identities has to be Amazon's own"
)

// notes is a map from "table/figure". A goal can be missed on one machine and reached on
// another, so there can be more notes than misses.
var notes = map[string]note{
	"ecr-kept/ratio":    {linked, layouts},
	"clouds-kept/ratio": {linked, layouts},
	"auto/ratio":        {linked, layouts},
	"clouds-made/ratio": {"the goal is within the quartiles of the row that misses it", "nothing: the miss is within the noise"},
	"export/ratio": {"each of the fifty helpers here is a shell script that starts `sleep`: a hundred programs, which two cores " +
		"start one after the other", "nothing: it is the cost of the scripts, not of the export"},
	"ecr-made/ratio":      {sdk, signed},
	"ecr-made-tls/ratio":  {sdk, signed},
	"ecr-made-slow/ratio": {"both make the same number of round trips; of the rest, " + sdk, signed},
}
