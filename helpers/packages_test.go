package helpers

import (
	"encoding/json"
	"go/doc"
	"os/exec"
	"strings"
	"testing"
)

// floors are the parts of docs/development/architecture.md, by where packages are. The
// first that fits is the one.
var floors = []struct{ title, begins string }{
	{"Programs", "helpers/docker-credential-"},
	{"The conformance check", "helpers/credhelper-conformance"},
	{"The converter", "helpers/dockercfg"},
	{"Which registries belong to a helper", "helpers/internal"},
	{"Shared by programs", "shared/"},
	{"For tests only", "shared/helpertest"},
	{"Scripts", "scripts/"},
}

// packages is one line for each package: the first sentence of its own comment.
func packages(t *testing.T) string {
	t.Helper()
	list := exec.Command("go", "list", "-json=ImportPath,Doc,Name,GoFiles", "../...")
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	lines := make([]string, len(floors))
	for decoder := json.NewDecoder(strings.NewReader(string(out))); decoder.More(); {
		var p struct {
			ImportPath, Doc, Name string
			GoFiles               []string
		}
		if err := decoder.Decode(&p); err != nil {
			t.Fatal(err)
		}
		path, floor := strings.TrimPrefix(p.ImportPath, module+"/"), -1
		for i, f := range floors {
			if strings.HasPrefix(path, f.begins) && (floor < 0 || len(f.begins) > len(floors[floor].begins)) {
				floor = i
			}
		}
		if len(p.GoFiles) == 0 {
			continue // it has tests only
		}
		if floor < 0 || p.Doc == "" {
			t.Errorf("%s has no place in docs/development/architecture.md, or no comment", p.ImportPath)
			continue
		}
		lines[floor] += "| `" + path + "` | " + sentence(p.Name, p.Doc) + " |\n"
	}
	text := ""
	for i, f := range floors {
		text += "### " + f.title + "\n\n| package | what it is |\n|---|---|\n" + lines[i] + "\n"
	}
	return text
}

// sentence is a comment's first one, without the words that every comment begins with.
func sentence(name, text string) string {
	text = strings.TrimSuffix(new(doc.Package).Synopsis(text), ".")
	text = strings.TrimPrefix(text, "Package "+name+" ")
	return strings.NewReplacer("|", `\|`, "<", "&lt;", "*", `\*`).Replace(text)
}
