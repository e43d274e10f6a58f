package userconfig

import (
	"fmt"
	"strings"
	"testing"
)

func TestProblems(t *testing.T) {
	text := `[[registry]]
match = "*.dkr.ecr.*.amazonaws.com"
profile = "prod"

[[registry]]
match = "111111111111.dkr.ecr.eu-west-1.amazonaws.com"
profile = "never"

[[registry]]
match = ["222222222222.dkr.ecr.*.amazonaws.com", "public.ecr.aws"]
helper = "ecr"

[[registry]]
match = "registry.corp.example:5050/team"
helper = "gitlab"

[[registry]]
match = ["registry.corp.example:5050/team/app", "registry.corp.example:5050/team"]
helper = "gitlab"

[[registry]]
match = "registry.corp.example:5050/team"
helper = "quay"
colour = "red"
`
	var got []string
	f := parse([]byte(text))
	for _, p := range f.Problems() {
		got = append(got, fmt.Sprintf("%d: %s", p.Line, p.Text))
	}
	want := []string{
		"5: this rule is never used: the one on line 1 matches all of its registries first",
		"17: this rule is never used: the one on line 13 matches all of its registries first",
		"24: there is no key colour: see docs/config-toml.md for the valid keys",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("the problems are\n%s", strings.Join(got, "\n"))
	}
	if got := fmt.Sprint(f.Helpers()); got != "map[ecr:9 gitlab:13 quay:21]" {
		t.Errorf("the helpers are %s", got)
	}
	broken := parse([]byte("x = [")).Problems()
	if len(broken) != 1 || broken[0].Line != 0 || !strings.Contains(broken[0].Text, "config.toml, line 1") {
		t.Errorf("an invalid file: %v", broken)
	}
}
