package dockerfile

import (
	"fmt"
	"strings"
	"testing"
)

// scripts/internal/clients/oracle compares this parser with BuildKit itself. Here is what
// BuildKit does not decide.

func show(pulls []Pull, err error) string {
	if err != nil {
		return err.Error()
	}
	var all []string
	for _, p := range pulls {
		all = append(all, fmt.Sprintf("%s@%d", strings.ReplaceAll(p.Image, Unknown, "?"), p.Line))
	}
	return strings.Join(all, " ")
}

func TestPulls(t *testing.T) {
	const stages = "FROM a AS one\nCOPY --from=b / /\nFROM one AS two\nCOPY --from=c / /\nFROM d\n"
	secret := Args{Values: map[string]string{"SECRET": Unknown}}
	for _, c := range []struct {
		text   string
		args   Args
		target string
		want   string
	}{
		{stages, Args{}, "", "a@1 b@2 c@4 d@5"},
		{stages, Args{}, "one", "a@1 b@2"},
		{stages, Args{}, "TWO", "a@1 b@2 c@4"},
		{stages, Args{}, "0", "a@1 b@2"},
		{stages, Args{}, "three", "it has no stage with the name in the service's target"},
		{"ARG SECRET=x\nFROM $SECRET/y", secret, "", "?/y@2"},
		{"ARG SECRET=x\nARG Y=${SECRET:-z}/y\nFROM $Y", secret, "", "?/y@3"},
		{"ARG OTHER=x\nFROM $OTHER/y", Args{Open: true}, "", "?/y@2"},
		{"FROM x:$TARGETARCH", Args{}, "", "x:?@1"},
		{"ARG A=b\nFROM ${A#b}/x", Args{}, "", "?/x@2"},
		{"FROM a\nCOPY --from=$B / /", Args{}, "", "a@1 ?@2"},
		{"", Args{}, "", "it has no FROM"},
		{"RUN x", Args{}, "", "line 1: it does not begin with FROM or ARG"},
		{"FROM a b", Args{}, "", "line 1: FROM needs one argument, or three: IMAGE AS NAME"},
		{"FROM ${", Args{}, "", "line 1: a quote or a ${ is not closed, or a substitution is not known"},
		{"FROM $X", Args{}, "", "line 1: FROM names no image"},
		{"# escape=x\nFROM a", Args{}, "", "the escape directive is neither \\ nor `"},
		{"# escape=`\n# escape=`\nFROM a", Args{}, "", "a directive appears twice"},
		{"ARG A=" + strings.Repeat("${A:-", 1000), Args{}, "", "line 1: its variables expand to too much"},
		{"ARG A=aa\n" + strings.Repeat("ARG A=$A$A\n", 40), Args{}, "", "line 17: its variables expand to too much"},
		{"ARG A=aa\n" + strings.Repeat("ARG A=\"$A$A\"\n", 40), Args{}, "",
			"line 17: its variables expand to too much"},
		{"FROM a\nRUN <<EOF\n", Args{}, "", "a heredoc does not end"},
		{"F\x00R\x00O\x00M\x00", Args{}, "", "it is UTF-16 or binary, which docker does not read"},
	} {
		if got := show(Pulls([]byte(c.text), c.args, c.target)); got != c.want {
			t.Errorf("%q is %q, want %q", c.text, got, c.want)
		}
	}
}

// FuzzPulls checks that no input makes Pulls panic or run forever, and that each line that
// it returns exists.
func FuzzPulls(f *testing.F) {
	for _, seed := range []string{
		"FROM a\n", "# escape=`\nARG A=${B:-\"c\"}\nFROM $A `\n AS x\nRUN <<A <<-B\nA\n\tB\nCOPY --from=x / /",
		"FROM a\nRUN --mount=\"from=b,x\" <<'E F'\nE F\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		pulls, _ := Pulls(text, Args{Values: map[string]string{"A": Unknown}}, "")
		for _, p := range pulls {
			if p.Image == "" || p.Line < 1 || p.Line > strings.Count(string(text), "\n")+1 {
				t.Fatalf("%+v", p)
			}
		}
	})
}
