package main

import "time"

// settle is the time between writing files and requesting a token. The cache compares the
// content of files that have just changed, which is rare for users' files.
const settle = 2500 * time.Millisecond

// ecrGet returns a get by our helper with one of the identities, in a new home directory.
func (b *bench) ecrGet(e *endpoint, home string, profiles, pick int) (subject, error) {
	stdin, err := b.file("ecr-asked", ecrHost+"\n")
	if err != nil {
		return subject{}, err
	}
	env, what, err := b.homeOf(e, home, profiles, pick)
	return subject{
		what: "ours, " + what, path: b.path("bin", "docker-credential-ecr"), args: []string{"get"}, env: env,
		stdin: stdin, wants: ecrWants, asks: e,
	}, err
}

// amazons returns the subject with Amazon's helper instead of ours.
func (b *bench) amazons(s subject) subject {
	s.what, s.who, s.path, s.goals = "Amazon's"+s.what[len("ours"):], peers, b.peer(amazons), nil
	return s
}
