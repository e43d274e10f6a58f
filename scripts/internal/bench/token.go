package main

import "time"

// settle is how long files rest before a token is made from them: what has just been
// changed is compared by its content, which users' files seldom are.
const settle = 2500 * time.Millisecond

// ecrGet is a get of our helper by one of the identities, in a home of its own.
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

// amazons makes a subject one of Amazon's helper.
func (b *bench) amazons(s subject) subject {
	s.what, s.who, s.path, s.goals = "Amazon's"+s.what[len("ours"):], peers, b.peer(amazons), nil
	return s
}
