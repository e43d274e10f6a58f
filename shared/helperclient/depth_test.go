package helperclient

import (
	"errors"
	"slices"
	"testing"

	"github.com/dockercfg/dockercfg/shared/fault"
)

// TestLoop: the error about a loop has a hint, which ends the line.
func TestLoop(t *testing.T) {
	_, _, err := deeper([]string{depthName + "=4"})
	var coded *fault.Error
	if !errors.As(err, &coded) || coded.Hint != "check which helpers credsStore and credHelpers name" {
		t.Errorf("%+v", err)
	}
	want := "config: helpers start each other in a loop: check which helpers credsStore and credHelpers name"
	if line := fault.Line(err); line != want {
		t.Errorf("the line is %q, want %q", line, want)
	}
}

// TestDeeper: the depth, and every other variable, is in the environment once, since a Go
// program takes the first of two and a shell the last.
func TestDeeper(t *testing.T) {
	env, _, err := deeper([]string{
		depthName + "=2", "A=1", "HOME=/home/ann", depthName + "=1", "A=2", "AB", "", "=C:=C:\\x", "=D:=D:\\y",
	})
	want := []string{"HOME=/home/ann", "A=2", "AB", "", "=C:=C:\\x", "=D:=D:\\y", depthName + "=2"}
	if err != nil || !slices.Equal(env, want) {
		t.Errorf("%q, %v, want %q", env, err, want)
	}
}

// TestEnter: Enter counts the programs above that answer the same question.
func TestEnter(t *testing.T) {
	t.Setenv(answering, "")
	for i, question := range []string{"get a", "get b", "get a", "get a b", "get a"} {
		want := map[int]int{2: 1, 4: 2}[i]
		if above, err := Enter(question); err != nil || above != want {
			t.Errorf("%d, %q: %d above, %v, want %d", i, question, above, err, want)
		}
	}
}
