//go:build unix

package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest/built"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakeaws"
)

// FuzzKept compares four answers to any request: the helper's and the router's, each from the cache
// before main runs, and from main, which DOCKERCFG_DEBUG selects. A fake replaces Amazon, and no other
// helper is installed.
func FuzzKept(f *testing.F) {
	for _, asked := range []string{
		private, private + "\n", private + "\r\n", " " + private, "https://" + private, "http://" + private,
		private + "/v2/", private + "/team/app", private + ":443", private + ":8443", strings.ToUpper(private),
		private + ".", private + ".evil.example", "210987654321" + private[12:], "public.ecr.aws", "ghcr.io",
		"own.example", "", "\n", "a\nb", private + "\n\n", "\xff", "user@" + private, private + "?x", "%31",
		strings.Repeat("a", 5000),
	} {
		f.Add(asked)
	}
	// The processes that fuzzing starts use the programs that this one has built.
	const variable = "FUZZ_KEPT_PROGRAMS"
	dir := os.Getenv(variable)
	if dir == "" {
		dir = f.TempDir()
		f.Setenv(variable, dir)
		if err := built.Into(dir, ownName, "docker-credential-ecr"); err != nil {
			f.Fatal(err)
		}
	}
	amazon, err := fakeaws.Start()
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(amazon.Close)
	env := append(amazon.Environment(), "HOME="+f.TempDir(), "PATH="+dir, "AWS_EC2_METADATA_DISABLED=true",
		"AWS_ACCESS_KEY_ID=AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY=CANARY", "DOCKERCFG_KEEPER=none")
	f.Fuzz(func(t *testing.T, asked string) {
		ask := func(program string, more ...string) (got [3]string) {
			cmd := exec.Command(filepath.Join(dir, program), "get")
			var out, errs bytes.Buffer
			cmd.Env = append(env[:len(env):len(env)], more...)
			cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(asked), &out, &errs
			var exit *exec.ExitError
			if err := cmd.Run(); err != nil && !errors.As(err, &exit) {
				t.Fatal(err)
			}
			return [3]string{cmd.ProcessState.String(), out.String(), errs.String()}
		}
		const byMain = "DOCKERCFG_DEBUG=0"
		helperMain, routerMain := ask("docker-credential-ecr", byMain), ask(ownName, byMain)
		helper, router := ask("docker-credential-ecr"), ask(ownName)
		if helper != helperMain {
			t.Errorf("%q: the helper answers %q, by main %q", asked, helper, helperMain)
		}
		if router != routerMain {
			t.Errorf("%q: the router answers %q, by main %q", asked, router, routerMain)
		}
		if (helper[0] == "exit status 0" || router[0] == "exit status 0") && helper != router {
			t.Errorf("%q: the helper answers %q, the router %q", asked, helper, router)
		}
	})
}
