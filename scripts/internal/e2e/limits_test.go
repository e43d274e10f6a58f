//go:build e2e

package e2e

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/scripts/internal/e2e/stage"
)

// TestLimits: with few file descriptors, a file size limit, or little address space, a program
// works or fails with an error; it never leaves an incomplete file.
func TestLimits(t *testing.T) {
	for _, limit := range []string{"--nofile=8", "--fsize=0", "--fsize=1000", "--as=1073741824"} {
		for _, s := range []sweep{
			{name: "first", verb: "store", server: server},
			{name: "replace", verb: "store", server: server, kept: true},
			{name: "get", verb: "get", server: server, kept: true},
			{name: "list", verb: "list", server: server, kept: true},
			{name: "erase", verb: "erase", server: server, kept: true},
		} {
			t.Run(s.name+" "+limit, func(t *testing.T) {
				r := run{sweep: s, world: s.prepared(t), injection: limit}
				request := server
				if s.verb == "store" {
					request = stage.Login(server, "ann", newSecret)
				}
				r.Result = r.world.Run(t, request, "prlimit", limit, stage.Path(t, stage.File), s.verb)
				if r.Signal != 0 {
					r.fail(t, "a signal ended it: %s", r.Signal)
				}
				mayFail := strings.HasPrefix(limit, "--fsize") && s.verb == "store"
				if mayFail == (r.Code == 0) {
					r.fail(t, "it should have worked: %v", !mayFail)
				}
				r.checkEnd(t, 1)
				r.checkAnswer(t)
				r.checkDisk(t)
				if s.verb == "store" {
					r.checkRecovery(t)
				}
			})
		}
	}
}

func TestExportLimits(t *testing.T) {
	for limit, code := range map[string]int{"--nofile=8": 1, "--nofile=32": 0, "--fsize=0": 1, "--as=1073741824": 0} {
		t.Run(limit, func(t *testing.T) {
			s := stage.New(t)
			s.WriteConfig(t, `{"credHelpers":{"`+server+`":"file"}}`)
			s.Store(t, server, "ann", oldSecret)
			out := filepath.Join(s.Home, "out.json")
			s.Run(t, "", "prlimit", limit, stage.Path(t, "dockercfg"), "export", "-o", out).Exit(t, code)
			for _, path := range tree(t, s.Home) {
				if strings.Contains(path, temporary) || path == out && code != 0 {
					t.Errorf("it left %s", path)
				}
			}
		})
	}
}
