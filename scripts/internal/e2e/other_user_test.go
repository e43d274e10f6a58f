//go:build e2e

package e2e

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/dockercfg/dockercfg/scripts/internal/e2e/stage"
)

// watchVariable makes this test binary run watch.
const watchVariable = "E2E_WATCH"

// watch tries to open every file in the directories, as often as it can, until its standard input
// ends. It prints each file that it could open, and finally the number of rounds.
func watch(dirs []string) {
	ended := make(chan struct{})
	go func() { _, _ = io.Copy(io.Discard, os.Stdin); close(ended) }()
	seen := map[string]bool{}
	for rounds := 0; ; rounds++ {
		select {
		case <-ended:
			fmt.Println("rounds", rounds)
			return
		default:
		}
		for _, dir := range dirs {
			entries, err := os.ReadDir(dir)
			if err != nil {
				continue // no access until the directory is opened again
			}
			for _, entry := range entries {
				path := filepath.Join(dir, entry.Name())
				f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
				if err != nil || entry.IsDir() {
					continue
				}
				text, _ := io.ReadAll(f)
				f.Close()
				if found := fmt.Sprintf("%s: %q", entry.Name(), text); !seen[found] {
					seen[found] = true
					fmt.Println(found)
				}
			}
		}
	}
}

// TestOtherUser: another user who watches the directories can never open an entry, the key or an
// output, not even at the moment when a file is created, although the directories are readable
// and the umask is 0. A login closes the store's directories; the test opens them again each
// time.
func TestOtherUser(t *testing.T) {
	s := stage.NewFor(t, nobody)
	store, config := filepath.Join(s.Home, ".local/share/dockercfg/store"), filepath.Join(s.Home, ".config/dockercfg")
	out := filepath.Join(s.Home, "out")
	for _, dir := range []string{store, config, out} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for name, text := range map[string]string{"control": "may be read", "premade.json": "old"} {
		if err := os.WriteFile(filepath.Join(out, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	s.WriteConfig(t, `{"credHelpers":{"`+server+`":"file"}}`)
	stage.New(t).Run(t, "", "chown", "-R", fmt.Sprint(nobody), s.Home, s.Config).OK(t)
	stage.New(t).Run(t, "", "chmod", "-R", "u+rwX,go+rX", s.Home).OK(t)

	other := stage.NewFor(t, nobody+1).With(watchVariable + "=" + strings.Join([]string{store, config, out}, ":"))
	binary := filepath.Join(other.Temp, "watch") // that user may run it there
	if err := copyFile(binary, "/proc/self/exe"); err != nil {
		t.Fatal(err)
	}
	watcher := other.Command(t, binary)
	in, err := watcher.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	watching := stage.Start(t, watcher)

	run := func(stdin, program string, args ...string) {
		t.Helper()
		s.Run(t, stdin, "sh", append([]string{"-c", `umask 000; exec "$@"`, "sh", stage.Path(t, program)}, args...)...).OK(t)
	}
	for i := range 60 {
		for _, dir := range []string{store, config} {
			if err := os.Chmod(dir, 0o755); err != nil {
				t.Fatal(err)
			}
		}
		run(stage.Login(server, "ann", fmt.Sprint("secret ", i)), stage.File, "store")
		run("", "dockercfg", "export", "-o", filepath.Join(out, fmt.Sprintf("%d.json", i)))
		run("", "dockercfg", "export", "--force", "-o", filepath.Join(out, "premade.json"))
		run("", "dockercfg", "generate", filepath.Join(out, fmt.Sprintf("made%d.json", i)))
	}
	for _, dir := range []string{store, config} {
		if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
			t.Errorf("%s stays open: %v, %v", dir, info.Mode(), err)
		}
	}
	in.Close()
	lines := strings.Split(strings.TrimSpace(watching.Wait(t).OK(t)), "\n")
	var rounds int
	if _, err := fmt.Sscanf(lines[len(lines)-1], "rounds %d", &rounds); err != nil || rounds < 1000 {
		t.Errorf("the other user looked %d times only", rounds)
	}
	opened := lines[:len(lines)-1]
	slices.Sort(opened)
	if want := []string{`control: "may be read"`, `premade.json: "old"`}; !slices.Equal(opened, want) {
		t.Errorf("in %d rounds the other user opened\n%s\nbut may only open\n%s",
			rounds, strings.Join(opened, "\n"), strings.Join(want, "\n"))
	}
}

func copyFile(to, from string) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, data, 0o755)
}
