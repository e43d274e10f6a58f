package shell_test

import (
	"os/exec"
	"testing"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/shell"
)

// TestQuote: a shell takes a quoted word for the word itself.
func TestQuote(t *testing.T) {
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("not run: there is no sh")
	}
	for _, word := range []string{"", "/home/me/.docker/config.json", "a b", "it's", `$(id) "x" \`, "a;b", "~", "*",
		"-n\n"} {
		out, err := exec.Command(sh, "-c", "printf %s "+shell.Quote(word)).Output()
		if err != nil || string(out) != word {
			t.Errorf("%q: the shell gives %q, %v", word, out, err)
		}
	}
}
