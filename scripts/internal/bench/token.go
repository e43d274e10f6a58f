package main

import (
	"context"
	"fmt"
	"path/filepath"
	"time"
)

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
	return subject{what: what, path: b.path("bin", "docker-credential-ecr"), args: []string{"get"}, env: env, stdin: stdin, wants: ecrWants}, err
}

// amazons makes a subject one of Amazon's helper.
func (b *bench) amazons(s subject) subject {
	s.what, s.path = "Amazon's helper, "+s.what, b.path("vendors", "docker-credential-ecr-login")
	return s
}

// keeping are the subjects whose token is kept, an empty program first. Amazon's
// helper comes last, in its best case: it finds its token by the id of the access
// key, so where that is a temporary one it asks for a key on every get.
func (b *bench) keeping(ctx context.Context, e *endpoint) ([]subject, error) {
	const aim = "1.5, gate 1.7"
	var subjects []subject
	for i := range identities(e, "") {
		s, err := b.ecrGet(e, fmt.Sprintf("ecr-%d", i), 10, i)
		if err != nil {
			return nil, err
		}
		s.aim = aim
		subjects = append(subjects, s)
	}
	many, err := b.ecrGet(e, "ecr-profiles", 200, 2)
	if err != nil {
		return nil, err
	}
	many.what += ", 200 profiles"
	full, err := b.ecrGet(e, "ecr-full", 10, 0)
	if err != nil {
		return nil, err
	}
	full.what, full.aim = fmt.Sprintf("%s, %d kept", full.what, others), aim
	theirs, err := b.ecrGet(e, "ecr-theirs", 10, 0)
	if err != nil {
		return nil, err
	}
	ruled, err := b.ecrGet(e, "ecr-rules", 10, 0)
	if err != nil {
		return nil, err
	}
	rules, err := b.rules()
	if err != nil {
		return nil, err
	}
	ruled.what, ruled.aim, ruled.env = ruled.what+", 1000 rules", aim, append(ruled.env, "DOCKERCFG_CONFIG="+rules)
	subjects = append(subjects, many, ruled, full, b.amazons(theirs))
	time.Sleep(settle)
	for _, s := range subjects {
		if err := s.prime(ctx); err != nil {
			return nil, err
		}
	}
	if err := b.fill("ecr-full/.cache/dockercfg"); err != nil {
		return nil, err
	}
	foreign := full
	foreign.what, foreign.aim, foreign.exit, foreign.wants = "a foreign host", "1.6", 1, notFound
	if foreign.stdin, err = b.file("ecr-foreign", "registry.example\n"); err != nil {
		return nil, err
	}
	last := len(subjects) - 1
	empty := subject{what: "empty", path: b.path("bin", "empty"), env: []string{"HOME=" + b.dir}, stdin: full.stdin}
	return append(append([]subject{empty}, subjects[:last]...), foreign, subjects[last]), nil
}

// making are the subjects that make a token each time: in a home that both know,
// which is a get after the token has ended; in a new one, where directories have
// to be made too; and with no cache.
func (b *bench) making(e *endpoint) ([]subject, error) {
	ours, err := b.ecrGet(e, "made/ours", 10, 0)
	if err != nil {
		return nil, err
	}
	theirs, err := b.ecrGet(e, "made/theirs", 10, 0)
	if err != nil {
		return nil, err
	}
	theirs = b.amazons(theirs)
	ours.aim, ours.empties = "0.85", b.path("made", "ours", ".cache", "dockercfg", "*.token")
	theirs.empties = b.path("made", "theirs", ".ecr", "cache.json")
	pairs := []subject{theirs, ours}
	for _, s := range []subject{theirs, ours} {
		s.what, s.aim, s.empties = s.what+", a new home", "", filepath.Dir(s.empties)
		pairs = append(pairs, s)
	}
	return append(pairs, theirs.without("AWS_ECR_DISABLE_CACHE=1"), ours.without("DOCKERCFG_CACHE=off")), nil
}

// without turns the cache off.
func (s subject) without(assignment string) subject {
	s.what, s.empties, s.aim = s.what+", no cache", "", ""
	s.env = append(s.env[:len(s.env):len(s.env)], assignment)
	return s
}
