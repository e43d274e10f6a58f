//go:build unix

package conformance

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest/built"
)

// helpers is a directory with helpers that pass every item.
var helpers string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "helpers")
	if err != nil {
		panic(err)
	}
	if err := built.Into(dir, "docker-credential-file", "docker-credential-ecr"); err != nil {
		fmt.Fprintf(os.Stderr, "building the helpers: %v", err)
		os.Exit(1)
	}
	helpers = dir
	for _, variable := range os.Environ() { // remove this machine's settings
		name, _, _ := strings.Cut(variable, "=")
		if strings.HasPrefix(name, "AWS_") || strings.HasPrefix(name, "DOCKER") || strings.HasPrefix(name, "XDG_") {
			os.Unsetenv(name)
		}
	}
	os.Setenv("HOME", dir)
	os.Setenv("DOCKERCFG_TIMEOUT", "4s")
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

// fault is one thing that a helper does wrong: a script that does it, and leaves
// everything else to a helper that passes, whose path is in $REAL.
type fault struct {
	what, script string
	items        string // the items that must fail
}

// storingFaults are faults of a helper that keeps logins.
var storingFaults = []fault{
	{"the usage line contains the file's name",
		`[ $# = 1 ] || { echo "Usage: $(basename "$0") <store|get|erase|list|version>" | tee /dev/stderr; exit 1; }`,
		"P1"},
	{"the usage line is on one stream only", `[ $# = 1 ] || exec "$REAL" 2>/dev/null`, "P1"},
	{"two arguments are accepted", `exec "$REAL" "${1:-x}"`, "P1"},
	{"--help fails", `[ "$1" != --help ] || { "$REAL" --help; exit 1; }`, "P2"},
	{"verbs are not case-sensitive", `exec "$REAL" "$(printf %s "$1" | tr A-Z a-z)"`, "P3"},
	{"a verb is repeated unchanged",
		`case $1 in get|store|list|erase|version|-*|"") ;; ` +
			`*) echo "docker-credential-file: unknown action: $1"; exit 1;; esac`, "P3"},
	{"version prints the number alone", `[ "$1" != version ] || { echo 1.0; exit; }`, "P4"},
	{"version needs HOME", `[ "$1" != version ] || [ -n "$HOME" ] || exit 1`, "P4 P38"},
	{"the exit code is 2", `[ $# = 1 ] && [ "$1" = get ] || exec "$REAL" "$@"; "$REAL" get || exit 2`, "P5"},
	{"errors are on standard error alone",
		`[ "$1" = get ] || exec "$REAL" "$@"; t=$(mktemp); "$REAL" get >"$t" 2>&1; c=$?; ` +
			`[ $c = 0 ] || exec >&2; cat "$t"; rm "$t"; exit $c`, "P6 P20"},
	{"errors are on standard output alone", `exec "$REAL" "$@" 2>/dev/null`, "P7"},
	{"not found writes to standard error", `[ "$1" != get ] || echo looking >&2`, "P7"},
	{"store prints a message", `[ "$1" = store ] || exec "$REAL" "$@"; "$REAL" store && echo Login Succeeded`, "P8"},
	{"a carriage return is not removed", `[ "$1" != get ] || { tr '\r' x | "$REAL" get; exit; }`, "P9"},
	{"only the first line is read", `[ "$1" != get ] || { head -n 1 | "$REAL" get; exit; }`, "P9 P46"},
	{"empty input is not found", `[ "$1" != get ] || { "$REAL" get | sed 's/^no credentials server URL$/` +
		notFound + `/'; exit 1; }`, "P10"},
	{"a long server URL is cut", `[ "$1" != get ] || { head -c 4000 | "$REAL" get; exit; }`, "P11"},
	{"the keys are in another order",
		`[ "$1" = get ] || exec "$REAL" "$@"; ` +
			`"$REAL" get | sed -E 's/^\{("ServerURL":"[^"]*"),("Username":"[^"]*")/{\2,\1/'`, "P12"},
	{"ServerURL is changed", `[ "$1" = get ] || exec "$REAL" "$@"; "$REAL" get | sed 's|"https://|"|'`, "P13"},
	{"text before the credential", `[ "$1" != get ] || echo reading the store`, "P14"},
	{"text after the credential", `[ "$1" = get ] || exec "$REAL" "$@"; "$REAL" get && echo done`, "P14"},
	{"an additional key", `[ "$1" = get ] || exec "$REAL" "$@"; "$REAL" get | sed 's/"}$/","Expires":"2030-01-01"}/'`,
		"P15 P12"},
	{"an empty secret", `[ "$1" = get ] || exec "$REAL" "$@"; "$REAL" get | sed 's/"Secret":.*/"Secret":""}/'`, "P16"},
	{"an empty object", `[ "$1" = get ] || exec "$REAL" "$@"; t=$("$REAL" get) || t={}; echo "$t"`, "P17"},
	{"another spelling of <token>",
		`[ "$1" = get ] || exec "$REAL" "$@"; "$REAL" get | sed 's/\\u003ctoken\\u003e/token/'`, "P18"},
	{"one credential for every registry", `[ "$1" != get ] || { t=$("$REAL" get) || ` +
		`t='{"ServerURL":"x","Username":"u","Secret":"s"}'; echo "$t"; exit; }`, "P19 P20 P21"},
	{"text around not found",
		`[ "$1" = get ] || exec "$REAL" "$@"; t=$(mktemp); "$REAL" get >"$t"; c=$?; ` +
			`sed 's/^credentials not/error: &/' "$t"; rm "$t"; exit $c`, "P20"},
	{"not found with exit code 0", `[ "$1" = get ] || exec "$REAL" "$@"; "$REAL" get || exit 0`, "P20"},
	{"a scheme is an error",
		`[ "$1" != get ] || { IFS= read -r q; case $q in ftp:*) echo "bad scheme"; exit 1;; esac; ` +
			`printf %s "$q" | "$REAL" get; exit; }`, "P21"},
	{"errors have no code",
		`[ "$1" = get ] || exec "$REAL" "$@"; ` +
			`"$REAL" get 2>/dev/null | sed 's/^docker-credential-file: input: //'; exit 1`, "P22"},
	{"a failure is not found", `[ "$1" != get ] || command -v sed >/dev/null || { echo ` + notFound + `; exit 1; }`,
		"P22"},
	{"a prompt on the terminal", `[ "$1" != get ] || { printf 'Password: ' >/dev/tty; } 2>/dev/null`, "P23"},
	{"no hint on a terminal", `[ "$1" != get ] || exec "$REAL" get 2>/dev/null`, "P23"},
	{"a login must be one line", `[ "$1" != store ] || { head -n 1 | "$REAL" store; exit; }`, "P24"},
	{"the user name is optional",
		`[ "$1" != store ] || { sed 's/"Secret":"s"/"Username":"x",&/;s/"Username":"u","Username":"x"/"Username":"u"/' ` +
			`| "$REAL" store; exit; }`, "P25"},
	{"another text for an empty login",
		`[ "$1" != store ] || { "$REAL" store | sed 's/^EOF$/unexpected end/'; exit 1; }`, "P26"},
	{"an error quotes the login",
		`[ "$1" != store ] || { t=$(mktemp); cat >"$t"; ` +
			`"$REAL" store <"$t" || { c=1; cat "$t"; }; rm "$t"; exit $c; }`, "P26"},
	{"line feeds are lost", `[ "$1" != store ] || { sed 's/\\n/ /g' | "$REAL" store; exit; }`, "P27"},
	{"store does not replace a login",
		`[ "$1" = store ] || exec "$REAL" "$@"; t=$(mktemp); cat >"$t"; ` +
			`u=$(sed -n 's/.*"ServerURL":"\([^"]*\)".*/\1/p' "$t"); ` +
			`printf %s "$u" | "$REAL" get >/dev/null 2>&1 || "$REAL" store <"$t"; c=$?; rm "$t"; exit $c`, "P28"},
	{"list normalizes keys", `[ "$1" != list ] || { "$REAL" list | sed 's#"https://#"#g'; exit; }`, "P29"},
	{"erase does nothing", `[ "$1" != erase ] || exit 0`, "P31"},
	{"erase fails if there is no entry",
		`[ "$1" != erase ] || { t=$(mktemp); cat >"$t"; "$REAL" get <"$t" >/dev/null 2>&1 || { echo ` +
			notFound + `; rm "$t"; exit 1; }; "$REAL" erase <"$t"; rm "$t"; exit; }`, "P32"},
	{"list reads standard input", `[ "$1" != list ] || cat >/dev/null`, "P34"},
	{"list contains spaces", `[ "$1" != list ] || { "$REAL" list | sed 's/,/, /g'; exit; }`, "P35"},
	{"list prints null", `[ "$1" != list ] || { echo null; exit; }`, "P35"},
	{"list is slow", `[ "$1" != list ] || sleep 0.3`, "P36"},
	{"list leaves out entries that it cannot read",
		`[ "$1" != list ] || command -v sed >/dev/null || { echo '{}'; exit; }`, "P36"},
	{"list contains a key twice",
		`[ "$1" != list ] || { "$REAL" list | sed 's/}$/,"zz.example":"a","zz.example":"b"}/'; exit; }`, "P37"},
	{"it needs HOME", `[ -n "$HOME" ] || { echo "HOME is not set"; exit 1; }`, "P38"},
	{"a cache in the working directory", `[ "$1" != get ] || : >.cache`, "P39"},
	{"one process at a time", `[ "$1" = get ] || exec "$REAL" "$@"; ` +
		`mkdir "$HOME/lock.$PPID" 2>/dev/null || { echo busy; exit 1; }; ` +
		`"$REAL" get; c=$?; rmdir "$HOME/lock.$PPID"; exit $c`, "P40"},
	{"any host below a look-alike domain",
		`[ "$1" != get ] || { sed 's/^[a-z.]*evil\.example.*/own/;s/\.evil\.example.*//' | "$REAL" get; exit; }`,
		"P42"},
	{"upper case is another registry", `[ "$1" != get ] || { tr A-Z b-za | "$REAL" get; exit; }`, "P43"},
	{"ports are ignored", `[ "$1" != get ] || { sed 's/:8443//' | "$REAL" get; exit; }`, "P43"},
	{"the secret is on standard error", `[ "$1" != get ] || { "$REAL" get | tee /dev/stderr; exit; }`, "P45"},
	{"bytes are removed from the server URL", `[ "$1" != get ] || { tr -cd '!-~' | "$REAL" get; exit; }`, "P46"},
	{"a user name is removed from the server URL", `[ "$1" != get ] || { sed 's/.*@//' | "$REAL" get; exit; }`, "P47"},
	{"endless input is read to its end",
		`[ "$1" != get ] || { cat | cat >/dev/null; ` +
			`echo "docker-credential-file: input: too long" | tee /dev/stderr; exit 1; }`, "P48"},
	{"write errors are ignored", `"$REAL" "$@"; exit 0`, "P49"},
	{"half an answer", `[ "$1" = get ] || exec "$REAL" "$@"; "$REAL" get || { printf '{"ServerURL"'; exit 1; }`, "P50"},
	{"a signal leads to a normal exit",
		`[ "$1" != get ] || { trap 'echo interrupted; exit 1' TERM INT HUP; "$REAL" get <&0 & wait; exit; }`, "P52"},
	{"the last of two keys", `[ "$1" != store ] || { sed 's/,"[sS]ecret":"t"//' | "$REAL" store; exit; }`, "P53"},
	{"a panic", `[ "$1" != get ] || { sed 's/.*@.*/@/' | "$REAL" get | ` +
		`sed 's/.*: input: .*/panic: runtime error/'; exit 1; }`, "P54"},
	{"a segmentation fault", `[ "$1" != get ] || kill -SEGV $$`, "P54"},
}

// cachingFaults are faults of a helper that caches tokens.
var cachingFaults = []fault{
	{"nothing is cached", `DOCKERCFG_CACHE=off exec "$REAL" "$@"`, "C1 P40"},
	{"one token for all identities", cachedAs(`all`), "C2 C3 C4 C5 C6 C7 C8 C9 C10 C11 C12 C13 C14 C15 C16 P54"},
	{"the cache key is the variables alone", cachedAs(`$(env | grep -E '^(AWS|HOME)' | sort | cksum | tr -d ' ')`),
		"C5 C6 C7 C9 C10 C12 C14"},
	{"the cache key is the size and time of a file",
		cachedAs(`$(env | grep -E '^(AWS|HOME)' | sort | cksum | tr -d ' ')` +
			`$(stat -L -c %s.%Y "$HOME/.aws/credentials" "$AWS_SHARED_CREDENTIALS_FILE" 2>/dev/null | tr -d '\n')`),
		"C6"},
	{"a failure is not found", `[ "$1" != get ] || { t=$("$REAL" get) || { echo ` +
		notFound + `; exit 1; }; echo "$t"; exit; }`, "P22"},
	{"other users can read the cache",
		`[ "$1" != get ] || { "$REAL" get; c=$?; chmod -R go+r "$XDG_CACHE_HOME"; exit $c; }`, "P45"},
	{"the cache contains the secret key",
		`[ "$1" != get ] || { (umask 077; echo "$AWS_SECRET_ACCESS_KEY" >"$XDG_CACHE_HOME/key"); exec "$REAL" get; }`,
		"P45"},
	{"the endpoint is asked for a look-alike",
		`[ "$1" != get ] || { sed 's/\.evil\.example.*//' | "$REAL" get; exit; }`, "P42"},
	{"no deadline", `[ "$1" != get ] || { DOCKERCFG_TIMEOUT=10m "$REAL" get; exit; }`, "P41"},
}

// cachedAs returns a script that stores the first answer in a file, and answers with the
// file from then on.
func cachedAs(name string) string {
	return `[ "$1" = get ] || exec "$REAL" "$@"; f=$XDG_CACHE_HOME/` + name + `; [ ! -e "$f" ] || exec cat "$f"; ` +
		`t=$(mktemp "$XDG_CACHE_HOME/t.XXXXXX"); ` +
		`DOCKERCFG_CACHE=off "$REAL" get >"$t" && mv "$t" "$f" && exec cat "$f"; c=$?; cat "$t"; rm "$t"; exit $c`
}

// mintingFaults are faults of a helper that creates tokens.
var mintingFaults = []fault{
	{"store does not say that nothing was stored", `[ "$1" != store ] || exec "$REAL" store 2>/dev/null`, "P30"},
	{"store fails", `[ "$1" != store ] || { echo not implemented; exit 1; }`, "P30"},
	{"erase fails", `[ "$1" != erase ] || { "$REAL" erase; exit 1; }`, "P33"},
	{"erase says nothing about unusable input", `[ "$1" != erase ] || exec "$REAL" erase 2>/dev/null`, "P33"},
	{"a failure is not found", `[ "$1" != get ] || { [ -z "$HTTPS_PROXY" ] || { echo ` +
		notFound + `; exit 1; }; }`, "P22"},
}

// program writes a helper with the fault, and returns its path.
func (f fault) program(t *testing.T, real string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "docker-credential-broken")
	rest := `exec "$REAL" "$@"`
	if strings.Contains(f.script, rest) { // the script itself runs the real helper
		rest = "exit"
	}
	text := "#!/bin/bash\nREAL=" + filepath.Join(helpers, real) + "\n" + f.script + "\n" + rest + "\n"
	if err := os.WriteFile(path, []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

// bites checks that the items of each fault fail with it.
func bites(t *testing.T, faults []fault, real string, o Options) {
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip("not run: there is no bash")
	}
	for _, f := range faults {
		t.Run(f.what, func(t *testing.T) {
			if o.Profile != Minting { // which sets variables of the process
				t.Parallel()
			}
			o, items := o, strings.Fields(f.items)
			o.Program, o.Only = f.program(t, real), items
			if slices.ContainsFunc(items, isSummary) {
				o.Only = append(slices.Clone(items), "P6", "P9", "P47") // runs for the summary to check
			}
			results, err := Run(t.Context(), o)
			for _, id := range items {
				i := slices.IndexFunc(results, func(r Result) bool { return r.ID == id })
				if i < 0 {
					t.Fatalf("%s was not checked: %v", id, err)
				}
				t.Logf("%s: %s", id, results[i].Detail)
				if r := results[i]; r.Result != NotOK || r.Detail == "" {
					t.Errorf("%s does not notice the fault: %s %s", r.ID, r.Result, r.Detail)
				}
			}
		})
	}
}

func TestBitesStoring(t *testing.T) {
	t.Parallel()
	bites(t, storingFaults, "docker-credential-file", Options{Profile: Storing})
}

func TestBitesCaching(t *testing.T) {
	t.Parallel()
	bites(t, cachingFaults, "docker-credential-ecr", Options{Profile: Caching})
}

func TestBitesMinting(t *testing.T) {
	withAmazon(t)
	bites(t, mintingFaults, "docker-credential-ecr", Options{Profile: Minting, Host: ecrHost, Erase: true})
}

// withAmazon starts a fake, and sets the variables that lead to it.
func withAmazon(t *testing.T) {
	t.Helper()
	fake, err := startAmazon("1")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(fake.close)
	t.Setenv("AWS_ENDPOINT_URL", fake.url)
	t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
	t.Setenv("AWS_ACCESS_KEY_ID", userA)
	t.Setenv("AWS_SECRET_ACCESS_KEY", secretOf(userA))
	t.Setenv("HOME", t.TempDir())
}

// TestEveryItemBites: for each item, there is a fault that makes it fail.
func TestEveryItemBites(t *testing.T) {
	bites := map[string]bool{
		"P44": true, // not checked
		"P51": true, // see TestDeadlines
	}
	for _, f := range slices.Concat(storingFaults, cachingFaults, mintingFaults) {
		for _, id := range strings.Fields(f.items) {
			bites[id] = true
		}
	}
	for _, i := range items() {
		if !bites[i.ID] {
			t.Errorf("no fault makes %s fail", i.ID)
		}
	}
}

// TestDeadlines: a program that never ends is killed, and fails the item.
func TestDeadlines(t *testing.T) {
	t.Parallel()
	f := fault{script: `[ "$1" != get ] || { ` +
		`"$REAL" get | while read -r l; do while ! echo "$l" 2>/dev/null; do sleep 0.1; done; done; exit; }`}
	o := Options{Profile: Storing, Program: f.program(t, "docker-credential-file"), Only: []string{"P51"}}
	results, err := Run(t.Context(), o)
	if err != nil || len(results) != 1 || results[0].Result != NotOK {
		t.Errorf("%+v, %v", results, err)
	}
}

// TestPass: a helper without faults passes every item, and its logins are erased
// afterwards.
func TestPass(t *testing.T) {
	for profile, c := range map[Profile]struct{ program, host string }{
		Storing: {"docker-credential-file", ""}, Minting: {"docker-credential-ecr", ecrHost},
	} {
		t.Run(string(profile), func(t *testing.T) {
			t.Setenv("HOME", t.TempDir())
			if profile == Minting {
				withAmazon(t)
			}
			program := filepath.Join(helpers, c.program)
			passes(t, Options{Profile: profile, Program: program, Host: c.host})
			if profile != Storing {
				return
			}
			if out, err := exec.Command(program, "list").Output(); err != nil || string(out) != "{}\n" {
				t.Errorf("still in the store: %s, %v", out, err)
			}
		})
	}
}

func TestPassCaching(t *testing.T) {
	t.Parallel()
	passes(t, Options{Profile: Caching, Program: filepath.Join(helpers, "docker-credential-ecr")})
}

// passes checks that every item passes, except those that cannot be checked here.
func passes(t *testing.T, o Options) {
	t.Helper()
	results, err := Run(t.Context(), o)
	var text bytes.Buffer
	if failed := Write(&text, "text", results); err != nil || failed != nil {
		t.Fatal(err, failed)
	}
	if !Passed(results) || len(results) != len(Items(o.Profile)) {
		t.Errorf("%s", &text)
	}
	for _, r := range results {
		// P22: these helpers need nothing that could fail. P52: the helper inherits an ignored signal.
		skipped := r.ID == "P44" || o.Profile != Caching && r.ID == "P22" || r.ID == "P52" && ignored()
		if (r.Result == Skip) != skipped {
			t.Errorf("%s %s: %s", r.Result, r.ID, r.Detail)
		}
	}
}

// TestSavedLogin: a login that the user has saved survives, whatever its spelling, and
// also if the list does not tell.
func TestSavedLogin(t *testing.T) {
	program := filepath.Join(helpers, "docker-credential-file")
	silent := fault{script: `[ "$1" != list ] || { echo "no list"; exit 1; }`}.program(t, "docker-credential-file")
	for _, c := range []struct{ key, host, program string }{
		{"ghcr.io", "ghcr.io", program}, {"https://GHCR.io/v1/", "ghcr.io:443", program},
		{hubKey, "docker.io", program}, {"ghcr.io", "ghcr.io", silent},
	} {
		t.Run(c.key, func(t *testing.T) {
			t.Setenv("HOME", t.TempDir())
			ask := func(verb, in string) string {
				cmd := exec.Command(program, verb)
				cmd.Stdin = strings.NewReader(in)
				out, _ := cmd.Output()
				return string(out)
			}
			ask("store", `{"ServerURL":`+quoted(c.key)+`,"Username":"me","Secret":"CANARY-of-mine"}`)
			before, listed := ask("get", c.key), ask("list", "")
			if !strings.Contains(before, "CANARY-of-mine") {
				t.Fatalf("nothing was stored: %s", before)
			}
			o := Options{Profile: Minting, Host: c.host, Program: c.program, Only: []string{"P22", "P30", "P33"}}
			results, err := Run(t.Context(), o)
			if err != nil || len(results) != 3 {
				t.Fatalf("%+v, %v", results, err)
			}
			for _, r := range results {
				if !strings.Contains(r.Detail, "--erase") && r.Result != NotOK {
					t.Errorf("%s is %s: %s", r.ID, r.Result, r.Detail)
				}
			}
			if after := ask("get", c.key); after != before || ask("list", "") != listed {
				t.Errorf("the login was %s, and is %s", before, after)
			}
		})
	}
}
