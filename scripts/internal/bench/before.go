package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/dockercfg/dockercfg/shared/tokencache"
)

// empty removes the files that an earlier run left.
func (s subject) empty() error {
	found, err := filepath.Glob(s.empties)
	for _, path := range found {
		err = errors.Join(err, os.RemoveAll(path))
	}
	return err
}

// prime runs a subject once, so that its token is cached.
func (s subject) prime(ctx context.Context) error {
	in, err := os.Open(s.stdin)
	if err != nil {
		return err
	}
	defer in.Close()
	cmd := exec.CommandContext(ctx, s.path, s.args...)
	cmd.Env, cmd.Stdin = s.env, in
	out, err := cmd.CombinedOutput()
	if err == nil && !strings.Contains(string(out), s.wants) {
		err = errors.New("the answer is not what it has to be")
	}
	if err != nil {
		return fmt.Errorf("%s: the first get: %w: %s", s.what, err, out)
	}
	return nil
}

// fill adds n tokens of other registries to a cache, which already contains its key.
func (b *bench) fill(dir string, n int) error {
	key, ok := tokencache.ReadKey(b.path(dir))
	if !ok {
		return fmt.Errorf("the cache %s has no key", dir)
	}
	now := time.Now()
	e := tokencache.Entry{Username: "AWS", Secret: "s3cret", Minted: now, Expires: now.Add(12 * time.Hour)}
	for i := range n {
		e.Question = tokencache.Question{
			Helper:   "docker-credential-ecr",
			Registry: fmt.Sprintf("%012d.dkr.ecr.eu-west-1.amazonaws.com", i), Variables: key.Digest("other"),
		}
		if err := os.WriteFile(b.path(dir, e.File()), e.Encode(key), 0o600); err != nil {
			return err
		}
	}
	return nil
}
