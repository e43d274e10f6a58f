package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestCanaries: no name and no content in the cache contains the secrets that a token was made with.
// The token itself is in the cache.
func TestCanaries(t *testing.T) {
	for what, s := range sources {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			env := s.prepare(t, w)
			w.Env = append(w.Env, env...)
			token := w.password(t, own)
			secrets := []string{"CANARY", "e30.", "apikey", "cr_token"}
			for _, assignment := range env {
				if name, value, _ := strings.Cut(assignment, "="); name == tokenVariable &&
					!strings.HasPrefix(value, "@") {
					secrets = append(secrets, value, strings.Split(value, ".")[1])
				}
			}
			found := false
			dir := filepath.Join(w.Home, ".cache")
			err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
				if err != nil || entry.IsDir() {
					return err
				}
				data, err := os.ReadFile(path)
				text := strings.TrimPrefix(path, dir) + "\n" + string(data)
				for _, secret := range secrets {
					if strings.Contains(strings.ReplaceAll(text, token, ""), secret) {
						t.Errorf("%s contains %q", path, secret)
					}
				}
				found = found || strings.Contains(text, token)
				return err
			})
			if err != nil || !found {
				t.Errorf("the token is not kept: %v", err)
			}
		})
	}
}
