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

// inAHome are both helpers in a home that they know, which is a get after the
// token has ended.
func (b *bench) inAHome(e *endpoint, dir string) ([]subject, error) { return b.pair(e, dir, 0) }

// byIdentity are such pairs of static keys, a role, a web identity, an instance.
func (b *bench) byIdentity(e *endpoint, dir string) (all []subject, err error) {
	for _, pick := range []int{0, 2, 3, 6} {
		pair, err := b.pair(e, fmt.Sprintf("%s/%d", dir, pick), pick)
		if err != nil {
			return nil, err
		}
		pair[1].aim = "1.0"
		all = append(all, pair...)
	}
	return all, nil
}

func (b *bench) pair(e *endpoint, dir string, pick int) ([]subject, error) {
	ours, err := b.ecrGet(e, dir+"/ours", 10, pick)
	if err != nil {
		return nil, err
	}
	theirs, err := b.ecrGet(e, dir+"/theirs", 10, pick)
	if err != nil {
		return nil, err
	}
	theirs = b.amazons(theirs)
	ours.aim, ours.empties = "0.9", b.path(dir, "ours", ".cache", "dockercfg", "*.token")
	theirs.base, theirs.empties = true, b.path(dir, "theirs", ".ecr", "cache.json")
	return []subject{theirs, ours}, nil
}

// fromNothing are a pair in a home that they know; in a new one, where directories
// have to be made too; and with no cache.
func (b *bench) fromNothing(e *endpoint, dir string) ([]subject, error) {
	pairs, err := b.pair(e, dir, 0)
	if err != nil {
		return nil, err
	}
	theirs, ours := pairs[0], pairs[1]
	for _, s := range []subject{theirs, ours} {
		s.what, s.aim, s.base, s.empties = s.what+", a new home", "", false, filepath.Dir(s.empties)
		pairs = append(pairs, s)
	}
	theirs.base = false
	return append(pairs, theirs.without("AWS_ECR_DISABLE_CACHE=1"), ours.without("DOCKERCFG_CACHE=off")), nil
}

// without turns the cache off.
func (s subject) without(assignment string) subject {
	s.what, s.empties, s.aim = s.what+", no cache", "", ""
	s.env = append(s.env[:len(s.env):len(s.env)], assignment)
	return s
}
