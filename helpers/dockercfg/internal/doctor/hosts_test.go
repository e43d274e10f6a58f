package doctor

import (
	"testing"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/helperclient"
)

// TestFix checks that the fix follows from an error's hint or code, never from its text.
func TestFix(t *testing.T) {
	const explain, run = "dockercfg explain h.example", "printf %s h.example | docker-credential-x explain"
	for _, c := range []struct {
		err  error
		want string
	}{
		{fault.New(fault.Config, "any words").WithHint("unset X"), "unset X"},
		{fault.Within(fault.New(fault.Helper, "any words").WithHint("unset X"), "there"), "unset X"},
		{fault.New(fault.Config, "run `rm -r x`: now"), explain},
		{fault.New(fault.Helper, "run `rm -r x`: now"), run},
		{fault.New(fault.Timeout, "it did not answer"), run},
	} {
		checkup := &checkup{Machine: &Machine{}}
		checkup.judge(question{"h.example", "x"}, answer{err: c.err})
		want := Finding{Error, "h.example: docker-credential-x: " + c.err.Error(), c.want}
		if len(checkup.findings) != 1 || checkup.findings[0] != want {
			t.Errorf("%v: %+v, want %s", c.err, checkup.findings, c.want)
		}
	}
}

// TestProgram checks that an identity from a program is reported, since it runs at every pull.
func TestProgram(t *testing.T) {
	for gives, want := range map[bool]int{true: 1, false: 0} {
		checkup := &checkup{Machine: &Machine{}}
		checkup.judge(question{"h.example", "x"},
			answer{Explanation: helperclient.Explanation{Source: "any words", Program: gives}})
		if len(checkup.findings) != want || want == 1 && checkup.findings[0].Level != Info {
			t.Errorf("%v: %+v", gives, checkup.findings)
		}
	}
}
