//go:build unix

package safefile

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"
)

// TestForeignIsQuoted: a shell reads the path in the command as one word.
func TestForeignIsQuoted(t *testing.T) {
	dir, user := t.TempDir(), os.Geteuid()
	if user == 0 { // who is told to run the program as another user
		user = 54321
		if err := os.Chown(dir, user, user); err != nil {
			t.Fatal(err)
		}
	}
	u := foreign(filepath.Join(dir, "my $(id)"), 0, user)
	if want := "sudo chown -R " + strconv.Itoa(user) + " '" + dir + "/my $(id)'"; u.Fix != want {
		t.Errorf("%s, not %s", u.Fix, want)
	}
}
