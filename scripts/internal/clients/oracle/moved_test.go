package oracle

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/docker/cli/cli/config"
	"github.com/docker/cli/cli/config/credentials"
	"github.com/docker/cli/cli/config/types"

	"github.com/dockercfg/dockercfg/shared/registry"
)

// movedKeys are spellings of a few registries in config files, so that random files contain several
// spellings of one registry.
var movedKeys = []string{
	"reg.example", "reg.example/team", "reg.example/team/app", "reg.example/", "reg.example:443", "Reg.Example",
	"https://reg.example", "https://reg.example/v1/", "https://reg.example/api/v1/", "http://reg.example/v2/",
	"plain.example:5000", "http://plain.example:5000", "https://plain.example:5000/v2/", "plain.example:5000/a/b",
	"https://index.docker.io/v1/", "https://index.docker.io/v1", "index.docker.io", "docker.io", "docker.io/library",
	"index.docker.io/library/app", "https://index.docker.io/v1/access-token", "registry-1.docker.io",
	"[::1]:5000", "https://[::1]:5000/v2/", "https://::1:5000/x", "localhost", "https://user@reg.example/x", "*.reg.example", "", "a b",
}

// movedEntries are the entries of these keys. The last ones cannot be stored.
var movedEntries = []string{
	`{"auth":"YWxpY2U6b25l"}`, `{"auth":"Ym9iOnR3bw=="}`, `{"auth":"Ym9iOnR3bw==","email":"bob@example.org"}`,
	`{"username":"carol","password":"thr:ee"}`, `{}`, `{"identitytoken":"T"}`,
	`{"auth":"MDAwMDAwMDAtMDAwMC0wMDAwLTAwMDAtMDAwMDAwMDAwMDAwOg==","identitytoken":"U"}`,
	`{"auth":"ZGF2ZTr//g=="}`, `{"username":"eve"}`, `{"auth":"YWxpY2U6b25l","identitytoken":"T"}`, `{"auth":"YWxpY2U6b25l","registrytoken":"R"}`,
}

// movedBeside are other members of such a file.
var movedBeside = []string{"", "", "", `,"credHelpers":{"reg.example":""}`,
	`,"credHelpers":{"plain.example:5000":"vars"}`, `,"credsStore":"file"`, `,"psFormat":"x"`}

// TestMoveLogins: `configure --move-logins` does not change the answers of docker's loader, for any
// config. There is one exception: a login that was found under one name of its registry may be found
// under another one too, since a store knows more names than a file.
func TestMoveLogins(t *testing.T) {
	rounds := 80
	if testing.Short() {
		rounds = 30
	}
	for seed := range rounds {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			random := rand.New(rand.NewPCG(uint64(seed), 16))
			entries := map[string]json.RawMessage{}
			for range 1 + random.IntN(6) {
				entries[pick(random, movedKeys)] = json.RawMessage(pick(random, movedEntries))
			}
			text, err := json.Marshal(entries)
			if err != nil {
				t.Fatal(err)
			}
			checkMove(t, `{"auths":`+string(text)+pick(random, movedBeside)+`}`)
		})
	}
}

// TestMoveKnown: the same holds for files that people have.
func TestMoveKnown(t *testing.T) {
	for name, text := range map[string]string{
		"four spellings": `{"auths":{"reg.example/team":{"auth":"YWxpY2U6b25l"},` +
			`"http://plain.example:5000":{"auth":"Ym9iOnR3bw=="},
			"https://q.example/api/v1/":{"auth":"YWxpY2U6b25l"},"https://index.docker.io/v1/":{"auth":"Ym9iOnR3bw=="}}}`,
		"one registry, two logins": `{"auths":{"reg.example/a":{"auth":"YWxpY2U6b25l"},` +
			`"reg.example/b":{"auth":"Ym9iOnR3bw=="},"s.example":{"auth":"Ym9iOnR3bw=="}}}`,
		"a login for a repository": `{"auths":{"reg.example":{"auth":"YWxpY2U6b25l"},` +
			`"reg.example/b":{"auth":"Ym9iOnR3bw=="}}}`,
		"a secret that is not UTF-8": `{"auths":{"reg.example":{"auth":"ZGF2ZTr//g=="},` +
			`"s.example":{"auth":"Ym9iOnR3bw=="}}}`,
		"docker's access token": `{"auths":{"https://index.docker.io/v1/":{"auth":"Ym9iOnR3bw=="},` +
			`"https://index.docker.io/v1/access-token":{"auth":"YWxpY2U6b25l"}}}`,
	} {
		t.Run(name, func(t *testing.T) { checkMove(t, text) })
	}
}

func pick(random *rand.Rand, from []string) string { return from[random.IntN(len(from))] }

// checkMove compares the answers of docker's loader for every name before and after a move, and
// undoes the move.
func checkMove(t *testing.T, text string) {
	t.Helper()
	isolate(t)
	logIn(t, "old.example", "old", "login")
	dir := writeConfig(t, text)
	set(t, "DOCKER_CONFIG", dir)
	names := movedNames(t, dir)
	before := map[string][]types.AuthConfig{}
	for _, name := range names {
		before[name] = askOften(t, dir, name)
	}
	stdout, stderr, code := run(t, filepath.Join(programs, "dockercfg"), "configure", "--yes", "--move-logins")
	if code != 0 {
		t.Fatalf("%s\nexit code %d: %s", text, code, stderr)
	}
	for _, name := range names {
		after := askOften(t, dir, name)
		if !slices.Equal(after, before[name]) &&
			!(slices.Equal(before[name], nothing) && ofRegistry(before, name, after)) {
			t.Errorf("%s\n%s: docker's loader gave %+v before the move and gives %+v now\n%s%s", text, name,
				before[name], after, stdout, stderr)
		}
	}
	undoMove(t, dir, text)
}

// undoMove undoes a move, which must restore every byte of the file, and the content of the store.
func undoMove(t *testing.T, dir, text string) {
	t.Helper()
	path := filepath.Join(dir, "config.json")
	if data, err := os.ReadFile(path); err != nil || string(data) == text {
		return
	}
	if _, stderr, code := run(t, filepath.Join(programs, "dockercfg"), "configure", "--undo"); code != 0 {
		t.Fatalf("%s\n--undo: exit code %d: %s", text, code, stderr)
	}
	if data, err := os.ReadFile(path); err != nil || string(data) != text {
		t.Errorf("%s\nafter --undo the file is %s", text, data)
	}
	listed, _, _ := run(t, filepath.Join(programs, "docker-credential-file"), "list")
	if listed != "{\"old.example\":\"old\"}\n" {
		t.Errorf("%s\nafter --undo the store contains %s", text, listed)
	}
}

// nothing is the loader's answer for a registry without a login.
var nothing = []types.AuthConfig{{}}

// movedNames returns the names that a client may use: hosts, repositories, and the keys of Docker Hub.
func movedNames(t *testing.T, dir string) []string {
	t.Helper()
	file, err := config.Load(dir)
	if err != nil {
		t.Fatalf("docker's loader: %v", err)
	}
	names := []string{"docker.io", "index.docker.io", "registry-1.docker.io", "reg.example", "reg.example:443",
		"reg.example/team",
		"Reg.Example", "plain.example:5000", "plain.example", "other.example", "[::1]:5000"}
	for key := range file.AuthConfigs {
		names = append(names, credentials.ConvertToHostname(key))
		if !strings.Contains(key, "://") || strings.HasPrefix(key, "https://index.docker.io/v1/") {
			names = append(names, key)
		}
	}
	slices.Sort(names)
	names = slices.Compact(names)
	return slices.DeleteFunc(names, func(name string) bool {
		parsed, err := registry.Parse(name)
		return err != nil || parsed.Path == "/"
	})
}

// askOften returns the different answers of docker's loader for a name. It calls the loader often,
// since an answer may depend on the random order of a map. It removes what a registry ignores: the
// server address, and the user name beside an identity token, which docker does not store either.
func askOften(t *testing.T, dir, name string) (answers []types.AuthConfig) {
	t.Helper()
	rounds := 1
	file, err := config.Load(dir)
	if err != nil {
		t.Fatalf("docker's loader: %v", err)
	}
	if len(file.AuthConfigs) > 1 && file.CredentialsStore == "" {
		rounds = 300
	}
	for range rounds {
		got, err := file.GetAuthConfig(name)
		if err != nil {
			t.Fatalf("docker's loader, %s: %v", name, err)
		}
		got.ServerAddress = ""
		if got.IdentityToken != "" && got.Password == "" {
			got.Username = ""
		}
		if !slices.Contains(answers, got) {
			answers = append(answers, got)
		}
		if file.CredentialHelpers[name] != "" {
			break
		}
	}
	slices.SortFunc(answers, func(a, b types.AuthConfig) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	return answers
}

// ofRegistry reports whether another name of the same registry had this answer before.
func ofRegistry(before map[string][]types.AuthConfig, name string, answer []types.AuthConfig) bool {
	asked, err := registry.Parse(name)
	if err != nil {
		return false
	}
	for other, had := range before {
		parsed, err := registry.Parse(other)
		if err == nil && parsed.Registry() == asked.Registry() && slices.Equal(had, answer) {
			return true
		}
	}
	return false
}

// TestUndoAfterLogin: after a move, docker logs in and out and rewrites the whole file. --undo reverts
// the changes of configure and no others.
func TestUndoAfterLogin(t *testing.T) {
	isolate(t)
	dir := writeConfig(t, `{"auths":{"a.example":`+auth("alice", "one")+`,"b.example/team":`+auth("bob", "two")+`,
		"c.example":`+auth("carol", "three")+`},"HttpHeaders":{"X-Meta":"1"},"detachKeys":"ctrl-e"}`)
	set(t, "DOCKER_CONFIG", dir)
	configure := func(args ...string) string {
		t.Helper()
		_, stderr, code := run(t, filepath.Join(programs, "dockercfg"), append([]string{"configure"}, args...)...)
		if code != 0 {
			t.Fatalf("configure %v: exit code %d: %s", args, code, stderr)
		}
		return stderr
	}
	configure("--yes", "--move-logins")
	file, err := config.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	login := types.AuthConfig{ServerAddress: "new.example", Username: "dave", Password: "four"}
	if err := file.GetCredentialsStore("new.example").Store(login); err != nil {
		t.Fatal(err)
	}
	if err := file.GetCredentialsStore("c.example").Erase("c.example"); err != nil {
		t.Fatal(err)
	}
	configure("--undo")
	for host, want := range map[string]string{"a.example": "alice", "b.example": "bob", "c.example": "",
		"new.example": ""} {
		if got := dockerGet(t, dir, host); got.user != want {
			t.Errorf("%s: docker's loader gives user %q, want %q", host, got.user, want)
		}
	}
	if file, err = config.Load(dir); err != nil || file.CredentialsStore != "" || file.HTTPHeaders["X-Meta"] != "1" ||
		file.DetachKeys != "ctrl-e" {
		t.Errorf("after --undo the file is %+v: %v", file, err)
	}
	if _, there := file.AuthConfigs["new.example"]; !there {
		t.Error("the entry of the later login is missing")
	}
	listed, _, _ := run(t, filepath.Join(programs, "docker-credential-file"), "list")
	if listed != "{\"new.example\":\"dave\"}\n" {
		t.Errorf("after --undo the store contains %s", listed)
	}
}
