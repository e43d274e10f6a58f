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

// Registries whose provider is a script that counts its starts.
const (
	manyNodes = "444444444444.dkr.ecr.eu-west-1.amazonaws.com" // with the node's identity
	manyPods  = "555555555555.dkr.ecr.eu-west-1.amazonaws.com" // with a pod's identity
	byPath    = "666666666666.dkr.ecr.eu-west-1.amazonaws.com" // with a rule for some repositories
	changed   = "777777777777.dkr.ecr.eu-west-1.amazonaws.com" // with an additional field in the answer
	ownLimit  = "888888888888.dkr.ecr.eu-west-1.amazonaws.com" // with a cloud that does not answer
	noLimit   = "999999999999.dkr.ecr.eu-west-1.amazonaws.com" // the same, with a helper that waits longer
)

var (
	counts string          // the directory of the files in which the scripts record their starts
	mute   *fakeaws.Server // accepts requests and never answers
)

// counted returns the providers for the tests of limits and caches: docker-credential-ecr, started by
// a script.
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
		after  string // a shell filter for the output
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

// starts returns how often the kubelet's code has started a registry's program.
func starts(t *testing.T, registry string) int {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(counts, registry))
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return bytes.Count(text, []byte("\n"))
}

// parallel pulls 60 images of a registry at the same time.
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

// asked counts the requests to Amazon by service. It skips the first requests, whose number is before.
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

// TestParallel: 60 pulls at the same time start the program up to 60 times, since only the first
// answer tells the kubelet's code that it applies to the whole registry. With the node's identity,
// they request one token. With a pod's identity, each start makes its own exchange, since the helper
// does not cache a pod's token. Once there is an answer, no program is started.
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
			t.Errorf("with the node's identity: %d exchanges, %d tokens", exchanges, tokens)
		case !test.byNode && (exchanges != n || tokens != n):
			t.Errorf("with a pod's identity: %d starts, %d exchanges, %d tokens", n, exchanges, tokens)
		}
		parallel(t, test.account, test.registry)
		if starts(t, test.registry) != n {
			t.Errorf("%s: the program is started again although an answer is cached", test.registry)
		}
	}
}

// TestKeyType: if a rule applies to some of a registry's repositories, the kubelet caches an answer
// for its image only, otherwise for the registry.
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
		{nobody, byPath + "/other/a", 4, "none"}, // a failure is not cached
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

// TestStrict: the kubelet's code refuses an answer with an unknown field. So the answers that it
// accepts in the other tests have exactly the kubelet's form.
func TestStrict(t *testing.T) {
	before := len(aws.Requests())
	if user, _ := pull(t, teamOne, changed+"/a"); user != "" {
		t.Errorf("an answer with an additional field gives user %q", user)
	}
	if _, tokens := asked(before); tokens != 1 {
		t.Errorf("the program requested %d tokens", tokens)
	}
}

// TestHanging: if a cloud does not answer, a pull fails after the helper's own deadline, which is
// shorter than the kubelet's minute. The kubelet kills a helper that is configured to wait longer, and
// no process of it is left.
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

// running counts the helpers that wait for the mute cloud's answer for a registry. Their environment
// contains that cloud's address and the deadline.
func running(t *testing.T, registry string) (n int) {
	t.Helper()
	found, err := filepath.Glob("/proc/[0-9]*/environ")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range found {
		text, _ := os.ReadFile(file) // the process may have ended
		hangs := bytes.Contains(text, []byte("AWS_ENDPOINT_URL="+mute.URL()))
		waits := bytes.Contains(text, []byte("DOCKERCFG_TIMEOUT=10m"))
		if hangs && waits == (registry == noLimit) {
			n++
		}
	}
	return n
}
