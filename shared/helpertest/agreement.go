package helpertest

import (
	"cmp"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"testing"
)

// Agreement is the proof that a kept token belongs to its inputs: after any change
// of variables and files, `get` with the cache answers as whom, or with which error,
// `get` without it answers. The provider's own library is the oracle, since it is
// what answers without the cache; a fake whose token names who asked tells.
//
//	-agreement.steps N      random changes (default 40)
//	-agreement.seed S       of the random changes
//	-agreement.program P    another build of the helper, such as an older one
type Agreement struct {
	Program string
	// Registries are asked for in turn.
	Registries []string
	// Start makes the fake, and gives the variables that lead to it. It calls between
	// before it answers a request. Its tokens name who asked, and nothing else.
	Start func(t *testing.T, home string, between func()) (env []string)
	// Variables are values that a variable may have; "-" is not set. "~" stands for the
	// home, "${NAME}" for another variable.
	Variables map[string][]string
	// Files are contents that a file below home may have; "-" is no file.
	Files map[string][]string
	// From is where the random changes begin: somebody is configured. Without it, each
	// variable and file begins with the first of its values.
	From State
	// Rows are known cases.
	Rows []Row
}

// Row is one known case: what was there when the token was kept, and what is there
// when it is asked for again.
type Row struct {
	Name          string
	Asked         string // the registry; "" is the first
	Before, After State
}

// State is what a helper finds: variables NAME=value, and files below home by name.
// After a Row's Before, State holds what changes: a variable of "NAME" alone is
// unset, a file of "-" is removed.
type State struct {
	Env   []string
	Files map[string]string
	Dir   string // the working directory below home
}

var (
	agreementSteps   = flag.Int("agreement.steps", 40, "random changes of the test that the cache makes no difference")
	agreementSeed    = flag.Uint64("agreement.seed", 1, "seed of the random changes")
	agreementProgram = flag.String("agreement.program", "", "a build of the helper to test in place of this one")
)

// Test runs the rows, then random changes.
func (a Agreement) Test(t *testing.T) {
	program := *agreementProgram
	if program == "" {
		program = Build(t, a.Program)
	}
	for _, row := range a.Rows {
		for _, how := range row.ways() {
			t.Run(row.Name+"/"+how, func(t *testing.T) {
				s := a.scene(t, program)
				s.apply(t, row.Before, "write")
				asked := cmp.Or(row.Asked, a.Registries[0])
				if kept := s.get(t, asked); kept.Code != 0 {
					t.Logf("there was nothing to keep: %q", kept.Out)
				}
				s.get(t, asked)
				s.apply(t, row.After, how)
				s.agree(t, asked, row.Name)
			})
		}
	}
	t.Run("random", func(t *testing.T) { a.random(t, program) })
}

// ways are those in which the row's files change; without one there is nothing to
// choose from.
func (row Row) ways() []string {
	for _, text := range row.After.Files {
		if text != "-" {
			return replacements()
		}
	}
	return replacements()[:1]
}

// replacements are the ways in which a file gets another content.
func replacements() []string { return []string{"write", "copy", "rename", "link"} }

// random changes one thing at a time, in some steps while a token is made.
func (a Agreement) random(t *testing.T, program string) {
	r := rand.New(rand.NewPCG(*agreementSeed, 0))
	s := a.scene(t, program)
	a.begin()
	s.apply(t, a.From, "write")
	base, disagreed, failed := maps.Clone(s.env), 0, 0
	for step := range *agreementSteps {
		var what string
		undo := func() {}
		if r.IntN(5) == 0 {
			what = s.whileMinting(t, r, a)
		} else {
			what, undo = s.change(t, r, a)
		}
		asked := a.Registries[r.IntN(len(a.Registries))]
		answered := s.answered
		if !s.agree(t, asked, fmt.Sprintf("seed %d, step %d, %s", *agreementSeed, step, what)) {
			disagreed++
		}
		if failed++; s.answered > answered {
			failed = 0
		} else if r.IntN(10) > 0 { // most combinations are mistakes
			undo()
		}
		if failed > 2 {
			s.env, failed = maps.Clone(base), 0
			s.apply(t, a.From, "rename")
		}
	}
	if s.answered < *agreementSteps/4 {
		t.Errorf("only %d answers were credentials", s.answered)
	}
	if disagreed > 0 {
		t.Errorf("%d of %d answers differ", disagreed, *agreementSteps)
	}
}

// begin is From, or the first values.
func (a *Agreement) begin() {
	if len(a.From.Env)+len(a.From.Files) > 0 {
		return
	}
	a.From.Files = map[string]string{}
	for name, contents := range a.Files {
		a.From.Files[name] = contents[0]
	}
	for name, values := range a.Variables {
		if values[0] != "-" {
			a.From.Env = append(a.From.Env, name+"="+values[0])
		}
	}
}
