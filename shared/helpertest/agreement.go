package helpertest

import (
	"cmp"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"testing"
)

// Agreement checks that a cached token is only used for the inputs that it was created
// from: after any change of variables and files, `get` with the cache gives the same
// credential or error as `get` without it. Without the cache, the provider's own library
// answers. The fake's token names the identity that requested it, so that a wrong token is
// noticed.
//
//	-agreement.steps N      number of random changes (default 40)
//	-agreement.seed S       seed of the random changes
//	-agreement.program P    another build of the helper, such as an older one
type Agreement struct {
	Program string
	// Registries are the registries to ask for. A row without a registry uses the first.
	Registries []string
	// Start starts the fake, and returns the variables that lead to it. The fake calls
	// between before it answers a request. Its tokens contain the name of the identity and
	// nothing else.
	Start func(t *testing.T, home string, between func()) (env []string)
	// Variables are the values that a variable may have; "-" means that it is not set.
	// "~" is replaced by the home directory, "${NAME}" by another variable's value.
	Variables map[string][]string
	// Files are the contents that a file below home may have; "-" means that there is no
	// file.
	Files map[string][]string
	// From is the state in which the random changes begin; it contains an identity.
	// Without it, each variable and file begins with the first of its values.
	From State
	// Rows are known cases.
	Rows []Row
}

// Row is one known case: the state when the token was cached, and the changes before it is
// requested again.
type Row struct {
	Name          string
	Asked         string // the registry; "" is the first
	Before, After State
}

// State is the input of a helper: variables NAME=value, and files below home by name. In a
// Row's After, it contains the changes only: "NAME" alone unsets a variable, and the
// content "-" removes a file.
type State struct {
	Env   []string
	Files map[string]string
	Dir   string // the working directory below home
}

var (
	agreementSteps   = flag.Int("agreement.steps", 40, "number of random changes")
	agreementSeed    = flag.Uint64("agreement.seed", 1, "seed of the random changes")
	agreementProgram = flag.String("agreement.program", "", "the build of the helper to test, instead of this one")
)

// Test checks the rows, and then random changes.
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
					t.Logf("no token was cached: %q", kept.Out)
				}
				s.get(t, asked)
				s.apply(t, row.After, how)
				s.agree(t, asked, row.Name)
			})
		}
	}
	t.Run("random", func(t *testing.T) { a.random(t, program) })
}

// ways returns the ways in which the row's files are replaced; one is enough if no file
// gets another content.
func (row Row) ways() []string {
	for _, text := range row.After.Files {
		if text != "-" {
			return replacements()
		}
	}
	return replacements()[:1]
}

// replacements returns the ways in which a file can get another content.
func replacements() []string { return []string{"write", "copy", "rename", "link"} }

// random changes one variable or file at a time, in some steps while a token is created.
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
		} else if r.IntN(10) > 0 { // most combinations are invalid
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

// begin sets From to the first values if it is empty.
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
