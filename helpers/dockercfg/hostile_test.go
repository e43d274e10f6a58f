//go:build unix

package main

import (
	"bytes"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
)

// hostile is a name that tries to control a terminal, or the system that reads a job's log.
const hostile = "\x1b]0;pwned\x07\x1b[2K\u009b31m\u202egpj\u2028x\n::stop-commands::t\r\n ##[add-mask]y\n##vso[task.x]z"

// quoted is hostile inside a JSON or YAML string.
func quoted(t *testing.T) string {
	t.Helper()
	text, err := json.Marshal(hostile)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Trim(string(text), `"`)
}

// obeyed returns the part of an output that would control its reader.
func obeyed(out string) string {
	for line := range strings.Lines(out) {
		for _, r := range strings.TrimSuffix(line, "\n") {
			if r == '\ufffd' || !unicode.IsPrint(r) && r != '\t' {
				return line
			}
		}
		if strings.HasPrefix(strings.TrimSpace(line), "::") || strings.Contains(line, "##") {
			return line
		}
	}
	return ""
}

// TestHostileNames checks that no text in a config or in a helper's answer is printed in a
// form that controls a terminal or a CI system.
func TestHostileNames(t *testing.T) {
	t.Parallel()
	q := quoted(t)
	answering := "cat >/dev/null; printf '%s' '{\"ServerURL\":\"\",\"Username\":\"" + q + "\",\"Secret\":\"s\"}'"
	forPrintf := strings.NewReplacer("\\u009b", `\0302\0233`, "\\u202e", `\0342\0200\0256`, "\\u2028",
		`\0342\0200\0250`,
		"\\u001b", `\033`, "\\u0007", `\a`)
	failing := "cat >/dev/null; printf '%b' '" + forPrintf.Replace(q) + "' | tee /dev/stderr; exit 1"
	programs := map[string]string{"user": answering, "fails": failing,
		"listing": `printf '%s' '{"` + q + `":"` + q + `"}'`}
	rule := "[[registry]]\nmatch = \"a.example\"\nhelper = \"" + strings.ReplaceAll(q, "\\u009b", "\u009b") + "\"\n" +
		"[[registry]]\n\"" + q + "\" = 1\n"
	for what, config := range map[string]string{
		"helper":      `{"credHelpers":{"a.example":"` + q + `"}}`,
		"store":       `{"credsStore":"` + q + `","auths":{"a.example":{}}}`,
		"host":        `{"auths":{"` + q + `":{"auth":"YTpi"},"a.example":{"auth":"YTpi"}}}`,
		"helper host": `{"credHelpers":{"` + q + `":"file","a.example":"file"}}`,
		"user":        `{"credHelpers":{"a.example":"user"}}`,
		"user inline": `{"auths":{"a.example":{"username":"` + q + `","password":"p"}}}`,
		"fails":       `{"credHelpers":{"a.example":"fails"}}`,
		"listing":     `{"credsStore":"listing"}`,
		"path key":    `{"auths":{"a.example/` + q + `":{"auth":"YTpi"}}}`,
		"broken":      `{"auths":{"a.example":{"auth":"` + q + `"}},"credHelpers":{"b.example":"none"}}`,
	} {
		for _, line := range [][]string{
			{"export"}, {"export", "--json"}, {"export", "a.example"}, {"export", "-o", "out", "--partial", "--force"},
			{"explain", "a.example"}, {"explain", "--json", "a.example"},
			{"doctor"}, {"doctor", "--json"}, {"configure"}, {"configure", "--yes"},
			{"configure", "--yes", "--move-logins"},
			{"verify", "--timeout", "2s"}, {"verify", "--json", "--timeout", "2s"}, {"exec", "--", "true"},
			{"__complete", "explain", ""},
		} {
			s := newStage(t, config, programs)
			s.write(t, "home/.config/dockercfg/config.toml", rule, 0o600)
			cmd := s.command(line...)
			cmd.Env = append(cmd.Env, "HTTPS_PROXY=http://127.0.0.1:9") // no registry is reached
			out, _ := cmd.CombinedOutput()
			if bad := obeyed(string(out)); bad != "" {
				t.Errorf("%s, %s: %q", what, line, bad)
			}
			if len(out) == 0 && line[0] != "exec" && line[0] != "__complete" {
				t.Errorf("%s, %s: nothing is printed", what, line)
			}
		}
	}
}

// TestHostileArguments checks the same for arguments, variables and file names.
func TestHostileArguments(t *testing.T) {
	t.Parallel()
	s := newStage(t, `{}`, nil)
	for _, line := range [][]string{
		{hostile}, {"--" + hostile}, {"export", hostile}, {"export", "--" + hostile}, {"export", "--format", hostile},
		{"export", "--prefer", hostile}, {"export", "--require", hostile}, {"export", "--image", hostile},
		{"export", "--static", hostile}, {"export", "--min-ttl", hostile}, {"export", "--config", hostile},
		{"export", "-o", s.dir + "/" + hostile + "/x"}, {"explain", hostile}, {"doctor", hostile}, {"verify", hostile},
		{"cache", hostile}, {"cache", "clear", hostile}, {"configure", hostile}, {"exec", hostile, "--", "true"},
		{"exec", "--", "./" + hostile}, {"generate", s.dir + "/" + hostile + "/x"},
		{"keygen", "--key-path", s.dir + "/" + hostile},
		{"encrypt", hostile, "out"}, {"decrypt", hostile, "out"}, {"codeship", hostile},
	} {
		cmd := s.command(line...)
		cmd.Env = append(cmd.Env, "DOCKERCFG_HELPERS=a.example="+hostile)
		out, _ := cmd.CombinedOutput()
		if bad := obeyed(string(out)); bad != "" || len(out) == 0 {
			t.Errorf("%.40q: %q", line, bad)
		}
	}
}

// TestHostileProject checks the same for the names in a CodeShip project.
func TestHostileProject(t *testing.T) {
	t.Parallel()
	q := quoted(t)
	s := newStage(t, `{}`, nil)
	s.write(t, "codeship-services.yml", `"app`+q+`":
  build: {image: "registry.example/`+q+`", dockerfile: Dockerfile}
  encrypted_dockercfg_path: "x`+q+`"
  environment: {"`+q+`": "`+q+`"}
`, 0o600)
	s.write(t, "codeship-steps.yml", `- name: "step`+q+`"
  service: "app`+q+`"
  type: push
  image_name: "registry.example/`+q+`"
  image_tag: "{{.Branch}}`+q+`"
  registry: "https://`+q+`"
  encrypted_dockercfg_path: "x`+q+`"
  command: "`+q+`"
`, 0o600)
	for _, line := range [][]string{
		{"codeship"}, {"codeship", "--json"}, {"codeship", "--format", "config-json", "-o", "out"},
		{"codeship", "--step", q},
	} {
		out, _ := s.command(line...).CombinedOutput()
		if bad := obeyed(string(out)); bad != "" || len(out) == 0 {
			t.Errorf("%s: %q, of %s", line, bad, out)
		}
	}
}

// TestJSONValues checks that escaping in JSON does not change a value for programs.
func TestJSONValues(t *testing.T) {
	t.Parallel()
	s := newStage(t, `{"auths":{"a.example":{"username":"`+quoted(t)+`","password":"p"}}}`, nil)
	out, err := s.command("explain", "--json", "a.example").Output()
	var row struct{ User string }
	if bad := json.Unmarshal(out, &row); err != nil || bad != nil || row.User != hostile {
		t.Errorf("%v, %v: %q in %s", err, bad, row.User, out)
	}
}

// TestPrintedInOnePlace checks that commands print only through package term, which makes
// text from elsewhere safe to print.
func TestPrintedInOnePlace(t *testing.T) {
	files, err := filepath.Glob("*.go")
	more, also := filepath.Glob("internal/*/*.go")
	if err != nil || also != nil {
		t.Fatal(err, also)
	}
	printers := map[string]bool{"internal/term": true, "internal/mask": true}
	for _, file := range append(files, more...) {
		if strings.HasSuffix(file, "_test.go") || printers[filepath.ToSlash(filepath.Dir(file))] {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			selector, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			from, ok := selector.X.(*ast.Ident)
			call := selector.Sel.Name
			if ok && (from.Name == "fmt" && (strings.HasPrefix(call, "Fprint") || strings.HasPrefix(call, "Print")) ||
				from.Name == "json" && (call == "NewEncoder" || call == "MarshalIndent")) {
				if file != "internal/jet/key.go" {
					t.Errorf("%s prints by %s.%s: use package term", file, from.Name, call)
				}
			}
			return true
		})
	}
	if _, err := os.Stat("main.go"); err != nil ||
		!bytes.Contains([]byte(strings.Join(files, " ")), []byte("command.go")) {
		t.Error("the source files of the commands were not found")
	}
}
