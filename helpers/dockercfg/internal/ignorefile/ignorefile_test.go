package ignorefile_test

import (
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/ignorefile"
)

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestGit(t *testing.T) {
	for text, names := range map[string]map[string]bool{
		"\ufeffdockercfg\n# keys\n/codeship.aes\n*.key\r\nsecrets/env\nmy\\[1\\]\n[\n": {
			"dockercfg": true, "a/dockercfg": true, "codeship.aes": true, "a/codeship.aes": false, "my.key": true,
			"a/my.key": true, "secrets/env": true, "a/secrets/env": false, "env": false, "key": false, "": false,
			"../my.key": false, "my[1]": true, "my1": false,
		},
		"*.aes\n!codeship.aes\n": {"codeship.aes": false, "a/codeship.aes": false, "other.aes": true},
		"*.aes\n!CODESHIP.*\n":   {"codeship.aes": false},
		"conf/\n/sub\n": {
			"conf/x": true, "a/conf/b/x": true, "conf": false, "sub": true, "sub/x": true, "a/sub/x": false,
		},
		"*.aes\n!/keep/\n":                     {"keep/codeship.aes": false, "codeship.aes": true},
		"*.aes\n!code[s]hip.aes":               {"codeship.aes": false},
		"!codeship.aes\n*.aes\n!*.encrypted":   {"codeship.aes": true},
		" codeship.aes\n":                      {"codeship.aes": false},
		"codeship.aes  \n":                     {"codeship.aes": true},
		"[!a]x\nc?\n":                          {"!x": false, "cü": false, "cu": true},
		"*\n!\n":                               {"codeship.aes": false},
		"*.aes\n!codeship.aes\x00.encrypted\n": {"codeship.aes": false},
	} {
		dir := t.TempDir()
		write(t, filepath.Join(dir, ".gitignore"), text)
		for name, want := range names {
			if got := ignorefile.Git(dir, name); got != want {
				t.Errorf("%q: Git(%q) is %t, want %t", text, name, got, want)
			}
		}
	}
	if ignorefile.Git(t.TempDir(), "codeship.aes") {
		t.Error("a missing file covers a file")
	}
}

// TestNested checks that the nearest .gitignore decides.
func TestNested(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, ".gitignore"), "*.env\n/b/c/key\n")
	write(t, filepath.Join(dir, "a", ".gitignore"), "!plain.env\n/key\n")
	for name, want := range map[string]bool{
		"plain.env": true, "a/plain.env": false, "a/b/plain.env": false, "a/other.env": true, "b/plain.env": true,
		"a/key": true, "a/b/key": false, "key": false, "b/c/key": true, "c/key": false,
	} {
		if got := ignorefile.Git(dir, name); got != want {
			t.Errorf("Git(%q) is %t, want %t", name, got, want)
		}
	}
}

func TestDocker(t *testing.T) {
	for text, names := range map[string]map[string]bool{
		"*\n":         {"plain.env": true, "conf/plain.env": true},
		"conf/\n":     {"conf/plain.env": true, "a/conf/x": false},
		"plain.env\n": {"plain.env": true, "conf/plain.env": false},
		"*.env\n":     {"plain.env": true, "conf/plain.env": false},
		"  /conf/plain.env \r\n./key\n#plain.env": {"conf/plain.env": true, "key": true, "a/key": false, "plain.env": false},
		"*.aes\n ! codeship.aes\n":                {"codeship.aes": false, "other.aes": true},
		"conf/*.env\n!conf\n":                     {"conf/plain.env": false},
		"*.aes\n!a/../codeship.aes\n":             {"codeship.aes": false},
		"conf/*.env\n!**/plain.env\n":             {"conf/plain.env": false},
	} {
		dir := t.TempDir()
		write(t, filepath.Join(dir, ".dockerignore"), text)
		for name, want := range names {
			if got := ignorefile.Docker(dir, name); got != want {
				t.Errorf("%q: Docker(%q) is %t, want %t", text, name, got, want)
			}
		}
	}
}

// TestLink checks that a link does not count: git does not follow it.
func TestLink(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "patterns"), "*.aes\n")
	if err := os.Symlink("patterns", filepath.Join(dir, ".gitignore")); err != nil {
		t.Skip("this system has no symbolic links:", err)
	}
	if ignorefile.Git(dir, "codeship.aes") {
		t.Error("a link covers a file")
	}
}

// TestAgainstGit checks with generated .gitignore files that git ignores each file for
// which Git returns true.
func TestAgainstGit(t *testing.T) {
	git, err := exec.LookPath("git")
	if err != nil {
		t.Skip("git is not installed")
	}
	dir := t.TempDir()
	run := func(in string, args ...string) string {
		c := exec.Command(git, append([]string{"-C", dir, "-c", "core.excludesFile=" + os.DevNull}, args...)...)
		c.Stdin = strings.NewReader(in)
		c.Env = append(os.Environ(), "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL="+os.DevNull)
		out, err := c.Output()
		if err != nil && c.ProcessState.ExitCode() != 1 {
			t.Fatalf("git %s: %v", args, err)
		}
		return string(out)
	}
	run("", "init", "-q", ".")
	parts := []string{
		"key", "a", "b", "/", "/", "*", "*", "**", "?", "[ab]", "[!a]", "\\", " ", "!", "!", "#", ".env", "\r", "\t", ".",
		"KEY", "ü", "\n", "\n", "\n", "\nkey\n", "\n*\n", "\n!key\n", "\n!a/\n", "\na/\n", "\nb\n",
		"\n/a/key\n", "\n*.env \n", "\n*key\n",
	}
	names := []string{"key", "a/key", "a/b/key", "b.env", "a/b.env", "!key", "#key", "a/ü", " key", "[ab]", "key\\"}
	random := rand.New(rand.NewPCG(1, 2))
	generated := func() string {
		var b strings.Builder
		for range random.IntN(12) {
			b.WriteString(parts[random.IntN(len(parts))])
		}
		return b.String()
	}
	sure := 0
	for range 200 {
		texts := map[string]string{".gitignore": generated(), "a/.gitignore": generated()}
		for name, text := range texts {
			write(t, filepath.Join(dir, filepath.FromSlash(name)), text)
		}
		ignored := "\x00" + run(strings.Join(names, "\x00")+"\x00", "check-ignore", "-z", "--stdin")
		for _, name := range names {
			if !ignorefile.Git(dir, name) {
				continue
			}
			sure++
			if !strings.Contains(ignored, "\x00"+name+"\x00") {
				t.Errorf("Git(%q) is true, but git does not ignore it: %q", name, texts)
			}
		}
	}
	if sure < 100 {
		t.Errorf("only %d files are ignored", sure)
	}
}
