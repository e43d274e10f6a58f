package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/helpertest/fakeaws"
	"github.com/dockercfg/dockercfg/shared/tokencache"
)

// TestNoSecretKept: whatever the source is, the cache contains nothing that proves an identity, in
// names or in contents, and no settings of other programs.
func TestNoSecretKept(t *testing.T) {
	for what, s := range sources {
		w := newWorld(t)
		w.Env = append(w.Env, s.prepare(t, w)...)
		if old, err := os.ReadFile(filepath.Join(w.Home, ".aws", "config")); err == nil {
			w.File(t, ".aws/config", string(old)+
				"[profile other]\nanother_tool_password = CANARY-OTHER\naws_secret_access_key: CANARY-COLON\n")
		}
		w.holdsNo(t, what, "CANARY", w.password(t, own))
	}
}

// holdsNo searches names and contents of the cache for a text, except for the token itself.
func (w *world) holdsNo(t *testing.T, what, text, token string) {
	t.Helper()
	dir := filepath.Join(w.Home, ".cache", "dockercfg")
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) < 3 {
		t.Fatalf("%s: %v, %v", what, entries, err)
	}
	for _, entry := range entries {
		data, err := os.ReadFile(filepath.Join(dir, entry.Name()))
		if err != nil || strings.Contains(entry.Name()+strings.ReplaceAll(string(data), token, ""), text) {
			t.Errorf("%s: %s holds %s (%v)", what, entry.Name(), text, err)
		}
	}
}

// program writes a credential_process that adds a line for each of its runs, and prints the same
// credentials each time, or new ones.
func (w *world) program(t *testing.T, body string) (runs func() int) {
	t.Helper()
	path := w.File(t, "process", "#!/bin/sh\necho run >>\"$HOME/runs\"\n"+body)
	if err := os.Chmod(path, 0o700); err != nil {
		t.Fatal(err)
	}
	w.File(t, ".aws/config", "[default]\ncredential_process = "+path+"\n")
	return func() int {
		data, _ := os.ReadFile(filepath.Join(w.Home, "runs"))
		return strings.Count(string(data), "run")
	}
}

const sameKeys = `printf '{"Version":1,"AccessKeyId":"AKIAPROCESS","SecretAccessKey":"CANARY"}'`

// TestProgram: a credential_process runs at each get. If it prints the same credentials, there is
// no request.
func TestProgram(t *testing.T) {
	w := newWorld(t)
	runs := w.program(t, sameKeys)
	first := w.password(t, own)
	if again := w.password(t, own); again != first || runs() != 2 || w.Count(fakeaws.ECR) != 1 {
		t.Errorf("%q, then %q: %d runs, %d requests", first, again, runs(), w.Count(fakeaws.ECR))
	}
	if e := w.Run(t, "explain", own); runs() != 2 || !strings.Contains(e.Out, `"Cached":false`) {
		t.Errorf("explain: %d runs, %+v", runs(), e)
	}
	w.holdsNo(t, "the program's credentials", "CANARY", first)
}

// TestProgramBelowRole: the same is true if a role is assumed with its credentials.
func TestProgramBelowRole(t *testing.T) {
	w := newWorld(t)
	runs := w.program(t, sameKeys)
	text, err := os.ReadFile(filepath.Join(w.Home, ".aws", "config"))
	if err != nil {
		t.Fatal(err)
	}
	w.File(t, ".aws/config", string(text)+"[profile dev]\n"+roleDev+"source_profile = default\n")
	w.Env = append(w.Env, "AWS_PROFILE=dev")
	first := w.password(t, own)
	made := runs()
	if again := w.password(t, own); again != first || runs() != made+1 || len(w.Requests()) != 2 {
		t.Errorf("%q, then %q: %d runs more, %d requests", first, again, runs()-made, len(w.Requests()))
	}
}

// TestKeep: with keep in a rule the program does not run either, as long as everything else is
// unchanged.
func TestKeep(t *testing.T) {
	w := newWorld(t)
	runs := w.program(t, sameKeys)
	w.File(t, ".config/dockercfg/config.toml", "[[registry]]\nmatch = \""+own+"\"\nkeep = \"1h\"\n")
	first := w.password(t, own)
	if again := w.password(t, own); again != first || runs() != 1 || w.Count(fakeaws.ECR) != 1 {
		t.Errorf("%d runs, %d requests", runs(), w.Count(fakeaws.ECR))
	}
	if lives := w.Lives(t); lives > time.Hour || lives < 59*time.Minute {
		t.Errorf("it is kept for %s", lives)
	}
	w.File(t, ".config/dockercfg/config.toml", "[[registry]]\nmatch = \""+own+"\"\nkeep = \"2h\"\n")
	if w.password(t, own); runs() != 2 {
		t.Errorf("another rule: %d runs", runs())
	}
	w.File(t, ".config/dockercfg/config.toml", "[[registry]]\nmatch = \""+own+"\"\nkeep = \"soon\"\n")
	w.Fails(t, "config", "keep is not a duration")
}

// TestProgramTogether: processes that wait for a program which asks for an MFA code start it only
// once, for all of them.
func TestProgramTogether(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	runs := w.program(t, `sleep 2; printf '{"Version":1,"AccessKeyId":"AKIA%s","SecretAccessKey":"s"}' $$`)
	first := make(chan string)
	go func() { first <- w.Run(t, "get", own).Out }()
	for runs() == 0 {
		time.Sleep(10 * time.Millisecond)
	}
	for _, a := range w.Together(t, 50, func(int) string { return own }) {
		a.Password(t, user)
	}
	if out := <-first; !strings.Contains(out, user) || runs() != 2 {
		t.Errorf("%d runs behind the first (%s)", runs()-1, out)
	}
	if left, _ := filepath.Glob(filepath.Join(w.Home, ".cache", "dockercfg",
		"*"+tokencache.ResultSuffix)); len(left) != 0 {
		t.Errorf("a result is left: %q", left)
	}
}

// TestPipe: only the SDK reads a file that is a pipe, and the token is used only once.
func TestPipe(t *testing.T) {
	w := newWorld(t)
	for _, id := range []string{"AKIAONE", "AKIATWO"} {
		read, write, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := write.WriteString("[default]\n" + keysOf(id)); err != nil {
			t.Fatal(err)
		}
		write.Close()
		cmd := exec.Command(program, "get")
		cmd.Env, cmd.Stdin, cmd.ExtraFiles = append(w.Env, "AWS_SHARED_CREDENTIALS_FILE=/dev/fd/3"),
			strings.NewReader(own), []*os.File{read}
		out, err := cmd.Output()
		read.Close()
		if err != nil || !strings.Contains(string(out), strings.TrimPrefix(id, "AKIA")) {
			t.Errorf("%s: %v: %s", id, err, out)
		}
	}
	if n := len(w.Tokens(t)); n != 0 {
		t.Errorf("%d tokens are kept", n)
	}
}

// TestMachineHour: a machine's token is cached for an hour at most, since its role may change
// without a trace on the machine.
func TestMachineHour(t *testing.T) {
	w := newWorld(t)
	w.Env = append(w.Env, "AWS_EC2_METADATA_DISABLED=", "AWS_EC2_METADATA_SERVICE_ENDPOINT="+w.URL())
	w.password(t, own)
	if lives := w.Lives(t); lives > time.Hour || lives < 59*time.Minute {
		t.Errorf("it is kept for %s", lives)
	}
	file := w.Tokens(t)[0]
	e, _ := w.Entry(t, file)
	for what, machine := range map[string]string{"another boot": "boot 0\n",
		"another container": strings.Replace(e.Machine, "\nfirst ", "\nfirst 1", 1),
		"another network":   strings.Replace(e.Machine, "\nnetwork ", "\nnetwork x", 1)} {
		other := e
		other.Machine = machine
		if err := os.WriteFile(file, other.Encode(w.Key(t)), 0o600); err != nil {
			t.Fatal(err)
		}
		before := w.Count(fakeaws.ECR)
		if w.password(t, own); w.Count(fakeaws.ECR) != before+1 {
			t.Errorf("%s: the token is served", what)
		}
	}
}

// TestKeyFile: without the cache's key no entry is read, and a new key is created.
func TestKeyFile(t *testing.T) {
	for what, damage := range map[string]func(path string) error{
		"missing": os.Remove,
		"cut":     func(path string) error { return os.Truncate(path, 15) },
		"longer":  func(path string) error { return os.WriteFile(path, make([]byte, 17), 0o600) },
		"other":   func(path string) error { return os.WriteFile(path, make([]byte, 16), 0o600) },
	} {
		w := keyed(t)
		first := w.password(t, own)
		if err := damage(filepath.Join(w.Home, ".cache", "dockercfg", tokencache.KeyFile)); err != nil {
			t.Fatal(err)
		}
		second := w.password(t, own)
		if third := w.password(t, own); second == first || third != second {
			t.Errorf("%s: %q, %q, %q", what, first, second, third)
		}
		info, err := os.Stat(filepath.Join(w.Home, ".cache", "dockercfg", tokencache.KeyFile))
		if err != nil || info.Size() != tokencache.KeySize || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", what, info, err)
		}
	}
}

// TestManyIdentities: for each registry, tokens of sixteen identities are cached, and the oldest
// are removed.
func TestManyIdentities(t *testing.T) {
	w := keyed(t)
	for i := range 20 {
		w.password(t, own, "AWS_SESSION_TOKEN="+strings.Repeat("x", i+1))
	}
	if n := len(w.Tokens(t)); n != 16 {
		t.Errorf("%d tokens are kept", n)
	}
	before := w.Count(fakeaws.ECR)
	w.password(t, own, "AWS_SESSION_TOKEN="+strings.Repeat("x", 20))
	if w.Count(fakeaws.ECR) != before {
		t.Error("the newest is gone")
	}
}

// TestEarlierFormat: a new token removes the files of the previous cache format.
func TestEarlierFormat(t *testing.T) {
	w := keyed(t)
	w.password(t, own)
	for _, name := range []string{"a.v1.token", "a.v1.rule", "a.v1.token.failed"} {
		w.File(t, ".cache/dockercfg/"+name, "CANARY")
	}
	w.password(t, "999999999999.dkr.ecr.eu-west-1.amazonaws.com")
	w.holdsNo(t, "the format before", "v1", "")
}
