package plugin_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/helpertest/fakeaws"
)

// The registries whose provider is started by a script that counts.
const (
	manyNodes = "444444444444.dkr.ecr.eu-west-1.amazonaws.com" // by the node's identity
	manyPods  = "555555555555.dkr.ecr.eu-west-1.amazonaws.com" // by the pod's
	byPath    = "666666666666.dkr.ecr.eu-west-1.amazonaws.com" // by a rule for some repositories
	changed   = "777777777777.dkr.ecr.eu-west-1.amazonaws.com" // with one field more in the answer
	ownLimit  = "888888888888.dkr.ecr.eu-west-1.amazonaws.com" // a cloud that hangs
	noLimit   = "999999999999.dkr.ecr.eu-west-1.amazonaws.com" // the same, and a helper that would wait
)

var (
	counts string          // the directory of the files that the scripts write to
	mute   *fakeaws.Server // takes requests and never answers
)

// counted are the providers of limits and caches: docker-credential-ecr behind a script.
func counted(dir, bin string) (providers []object, err error) {
	counts = filepath.Join(dir, "counts")
	if err := os.Mkdir(counts, 0o700); err != nil {
		return nil, err
	}
	if mute, err = fakeaws.Start(); err != nil {
		return nil, err
	}
	for _, service := range []string{fakeaws.STS, fakeaws.ECR} {
		mute.Behave(service, fakeaws.Behaviour{Fault: fakeaws.Hang()})
	}
	rules := filepath.Join(dir, "config.toml")
	rule := "[[registry]]\nmatch = \"" + byPath + "/team\"\nrole_arn = \"arn:aws:iam::666666666666:role/team\"\n"
	if err := os.WriteFile(rules, []byte(rule), 0o600); err != nil {
		return nil, err
	}
	keys := []string{"AWS_ACCESS_KEY_ID=AKIANODE", "AWS_SECRET_ACCESS_KEY=secret"}
	for registry, p := range map[string]struct {
		env    []string
		after  string // what the script does to the output
		byNode bool
	}{
		manyNodes: {append(keys, aws.Environment()...), "", true},
		manyPods:  {aws.Environment(), "", false},
		byPath:    {append(aws.Environment(), "DOCKERCFG_CONFIG="+rules), "", false},
		changed:   {aws.Environment(), `| /bin/sed 's/"auth"/"more":1,"auth"/'`, false},
		ownLimit:  {mute.Environment(), "", false},
		noLimit:   {append(mute.Environment(), "DOCKERCFG_TIMEOUT=10m"), "", false},
	} {
		name := "counted-" + registry[:12]
		script := fmt.Sprintf("#!/bin/sh\necho >>%s\n", filepath.Join(counts, registry))
		if p.after == "" {
			script += "exec "
		}
		script += fmt.Sprintf("%s \"$@\" %s\n", filepath.Join(bin, "docker-credential-ecr"), p.after)
		if err := os.WriteFile(filepath.Join(bin, name), []byte(script), 0o700); err != nil {
			return nil, err
		}
		if p.byNode {
			providers = append(providers, node(name, registry, variables(p.env), "kubelet", "--node-identity"))
			continue
		}
		providers = append(providers, pods(name, registry, "sts.amazonaws.com", variables(p.env)))
	}
	return providers, nil
}

// starts is how often the kubelet's code has started a registry's program.
func starts(t *testing.T, registry string) int {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(counts, registry))
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return bytes.Count(text, []byte("\n"))
}

// parallel pulls 60 images of a registry at once.
func parallel(t *testing.T, account, registry string) {
	t.Helper()
	var all sync.WaitGroup
	for i := range 60 {
		all.Go(func() {
			if user, _ := pull(t, account, fmt.Sprintf("%s/parallel/%d", registry, i)); user != "AWS" {
				t.Errorf("image %d: %q", i, user)
			}
		})
	}
	all.Wait()
}

// asked counts the requests to Amazon since before, by service.
func asked(before int) (exchanges, tokens int) {
	for _, q := range aws.Requests()[before:] {
		switch q.Service {
		case fakeaws.STS:
			exchanges++
		case fakeaws.ECR:
			tokens++
		}
	}
	return exchanges, tokens
}

// TestParallel: 60 images at once are as many starts at most, since the kubelet's code
// does not know before the first answer that it is good for the registry. By the node's
// identity they make one token; by a pod's, each start makes its own exchange, since a
// pod's token is not kept here. Once there is an answer, nothing is started.
func TestParallel(t *testing.T) {
	for _, test := range []struct {
		account, registry string
		byNode            bool
	}{{nobody, manyNodes, true}, {teamTwo, manyPods, false}} {
		before := len(aws.Requests())
		parallel(t, test.account, test.registry)
		n := starts(t, test.registry)
		exchanges, tokens := asked(before)
		t.Logf("60 images: %d starts, %d exchanges, %d tokens of the registry", n, exchanges, tokens)
		switch {
		case n < 1 || n > 60:
			t.Errorf("%d starts", n)
		case test.byNode && (exchanges != 0 || tokens != 1):
			t.Errorf("by the node: %d exchanges, %d tokens", exchanges, tokens)
		case !test.byNode && (exchanges != n || tokens != n):
			t.Errorf("by a pod: %d starts, %d exchanges, %d tokens", n, exchanges, tokens)
		}
		parallel(t, test.account, test.registry)
		if starts(t, test.registry) != n {
			t.Errorf("%s: with an answer kept, it is started again", test.registry)
		}
	}
}

// TestKeyType: where a rule is for some of a registry's repositories, an answer is kept
// for its image alone; else for the registry.
func TestKeyType(t *testing.T) {
	for _, test := range []struct {
		account, image string
		starts         int // so far
		role           string
	}{
		{nobody, byPath + "/team/a", 1, "role/team"},
		{nobody, byPath + "/team/b", 2, "role/team"},
		{nobody, byPath + "/team/a", 2, ""},
		{nobody, byPath + "/other/a", 3, "none"},
		{nobody, byPath + "/other/a", 4, "none"}, // a failure is not kept
	} {
		before := len(aws.Requests())
		user, _ := pull(t, test.account, test.image)
		if (user == "AWS") != (test.role != "none") || starts(t, byPath) != test.starts {
			t.Errorf("%s: user %q, %d starts", test.image, user, starts(t, byPath))
		}
		for _, q := range aws.Requests()[before:] {
			if q.Service == fakeaws.STS && (test.role == "" || !strings.HasSuffix(q.RoleARN, test.role)) {
				t.Errorf("%s: an exchange for %s", test.image, q.RoleARN)
			}
		}
	}
}

// TestStrict: the kubelet's code refuses an answer with one field that it does not know,
// so what it takes from the other programs is exactly its own form.
func TestStrict(t *testing.T) {
	before := len(aws.Requests())
	if user, _ := pull(t, teamOne, changed+"/a"); user != "" {
		t.Errorf("an answer with one field more gives %q", user)
	}
	if _, tokens := asked(before); tokens != 1 {
		t.Errorf("the program made %d tokens", tokens)
	}
}

// TestHanging: a cloud that does not answer ends a pull by the helper's own limit, which
// is shorter than the kubelet's minute; a helper that is told to wait longer is ended by
// the kubelet, and no process of it is left.
func TestHanging(t *testing.T) {
	for registry, limit := range map[string]time.Duration{ownLimit: 30 * time.Second, noLimit: time.Minute} {
		t.Run(limit.String(), func(t *testing.T) {
			t.Parallel()
			start := time.Now()
			user, _ := pull(t, teamOne, registry+"/a")
			took := time.Since(start)
			if user != "" || took < limit-time.Second || took > limit+15*time.Second {
				t.Errorf("user %q after %s", user, took)
			}
			if left := running(t, registry); left > 0 {
				t.Errorf("%d processes are left", left)
			}
		})
	}
}

// running counts the helpers that ask for a registry of the mute cloud: a helper's
// environment has that cloud's address, and its limit.
func running(t *testing.T, registry string) (n int) {
	t.Helper()
	found, err := filepath.Glob("/proc/[0-9]*/environ")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range found {
		text, _ := os.ReadFile(file) // it may have ended
		hangs := bytes.Contains(text, []byte("AWS_ENDPOINT_URL="+mute.URL()))
		waits := bytes.Contains(text, []byte("DOCKERCFG_TIMEOUT=10m"))
		if hangs && waits == (registry == noLimit) {
			n++
		}
	}
	return n
}
