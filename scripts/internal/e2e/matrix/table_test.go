//go:build e2e

package matrix

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write docs/clients.md")

const document = "../../../../docs/clients.md"

// row is the result of one client.
type row struct {
	client, version string
	run             bool // whether it was installed
	did             map[string][]string
	calls           string // the verbs of its helper for one pull
}

func (r *row) passed(way, registry string) {
	if r.did == nil {
		r.did = map[string][]string{}
	}
	r.did[way] = append(r.did[way], registry)
}

// cells returns the row without its version, which differs between systems.
func (r row) cells() string {
	var cells []string
	for _, way := range columns() {
		cell := strings.Join(r.did[way], ", ")
		if cell == "" {
			cell = "**failed**"
		}
		cells = append(cells, cell)
	}
	return "| " + strings.Join(append(cells, r.calls), " | ") + " |"
}

func (r row) line() string {
	if !r.run {
		return "| " + r.client + " | not run |" + strings.Repeat(" |", len(columns())+1)
	}
	return "| " + r.client + " | " + r.version + " " + r.cells()
}

func columns() (names []string) {
	for _, way := range ways {
		names = append(names, way.name)
	}
	return append(names, loginWay)
}

type table []row

// heading is the document without its rows.
const heading = `# Clients

` + "`scripts/e2e all`" + ` runs each of these clients against three registries on this machine, and fails if a cell of this
page is no longer true. One registry asks for a user and a password (Basic), one sends clients to a token service
(bearer), and one has a password and a TLS certificate of a private authority (TLS). Each cell lists the registries that
the client could push to and pull from with the login, and could not without it.

- **credHelpers**: Docker's config names ` + "`docker-credential-file`" + ` for each registry. The last column lists the calls
  of the helper for one pull.
- **credsStore**: ` + "`{\"credsStore\": \"auto\"}`" + ` is the whole configuration. podman, buildah and skopeo do not read it:
  they used the file that ` + "`dockercfg configure --podman`" + ` writes.
- **exported**: no helper, only the file that ` + "`dockercfg export`" + ` wrote, with ` + "`--format podman`" + ` for podman, buildah
  and skopeo, and with ` + "`config-json`" + ` for the others.
- **login, logout**: the client's own login was saved in docker-credential-file and in no other file, was used for a
  pull, and was gone after logout. regctl saves logins in a file of its own, and builders have no login command.

`

func (all table) String() string {
	var text strings.Builder
	names := append([]string{"client", "version"}, append(columns(), "calls")...)
	fmt.Fprintf(&text, "| %s |\n|%s\n", strings.Join(names, " | "), strings.Repeat("---|", len(names)))
	for _, r := range all {
		fmt.Fprintln(&text, r.line())
	}
	return text.String()
}

const ending = `
The BuildKit inside Docker Engine speaks plain HTTP to every registry on its own machine, so it was not tested with TLS.

Not tested: kaniko, nerdctl. Docker pushed the images for nomad. The kubelet's own code reads the exported pull secret in
` + "`scripts/test`" + `.
`

// publish prints the table at the end of scripts/e2e, and compares the document with it, except for
// versions and for clients that are not installed.
func (all table) publish(t *testing.T) {
	t.Helper()
	if path := os.Getenv("E2E_CLIENTS"); path != "" {
		if err := os.WriteFile(path, []byte(all.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if *update {
		if err := os.WriteFile(document, []byte(heading+all.String()+ending), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	text, err := os.ReadFile(document)
	if err != nil {
		t.Fatal(err)
	}
	said, ok := strings.CutPrefix(string(text), heading)
	said, ended := strings.CutSuffix(said, ending)
	if !ok || !ended {
		t.Error("the text of docs/clients.md is not this test's: go test -tags e2e ./scripts/internal/e2e/matrix -update")
	}
	lines := strings.Split(said, "\n")
	for _, r := range all {
		if !r.run {
			continue
		}
		if !slices.ContainsFunc(lines, func(line string) bool {
			return strings.HasPrefix(line, "| "+r.client+" | ") && strings.HasSuffix(line, " "+r.cells())
		}) {
			t.Errorf("docs/clients.md does not say what happened:\n%s", r.line())
		}
	}
}

// TestTable: a client that did not run never counts as passed, and a client that can do less than
// the document says is an error.
func TestTable(t *testing.T) {
	r := row{client: "toy"}
	if line := r.line(); !strings.Contains(line, "not run") || strings.Contains(line, "Basic") {
		t.Error(line)
	}
	r.run, r.version = true, "1.2"
	r.passed("credHelpers", "Basic")
	if line := r.line(); strings.Count(line, "**failed**") != len(columns())-1 {
		t.Error(line)
	}
}
