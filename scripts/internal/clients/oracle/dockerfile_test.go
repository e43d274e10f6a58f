package oracle

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/distribution/reference"
	"github.com/moby/buildkit/client/llb/sourceresolver"
	"github.com/moby/buildkit/frontend/dockerfile/dockerfile2llb"
	"github.com/moby/buildkit/frontend/dockerui"
	"github.com/opencontainers/go-digest"
)

// resolver records the images that BuildKit requests, and returns an empty image for each.
type resolver struct {
	mu    sync.Mutex
	asked []string
}

func (r *resolver) ResolveImageConfig(
	_ context.Context, ref string, _ sourceresolver.Opt,
) (string, digest.Digest, []byte, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.asked = append(r.asked, ref)
	const image = `{"architecture":"amd64","os":"linux","rootfs":{"type":"layers"},"config":{}}`
	return ref, digest.FromString(ref), []byte(image), nil
}

// buildKit returns the registries that BuildKit pulls from to build all stages of a Dockerfile, and
// false if it refuses the Dockerfile.
func buildKit(text string, args map[string]string) (registries []string, ok bool) {
	r := &resolver{}
	_, _, _, _, err := dockerfile2llb.Dockerfile2LLB(context.Background(), []byte(text), dockerfile2llb.ConvertOpt{
		Config: dockerui.Config{BuildArgs: args}, MetaResolver: r, AllStages: true,
	})
	if err != nil {
		return nil, false
	}
	found := map[string]bool{}
	for _, ref := range r.asked {
		named, err := reference.ParseNormalizedNamed(ref)
		if err != nil {
			return nil, false
		}
		host := reference.Domain(named)
		if host == "docker.io" {
			host = "https://index.docker.io/v1/"
		}
		found[host] = true
	}
	return slices.Sorted(maps.Keys(found)), true
}

// project has many Dockerfiles, each with a service, so that one run of the program reads all of them.
type project struct {
	dir, services, steps string
	count                int
}

func (p *project) add(t *testing.T, text string, args map[string]string) {
	t.Helper()
	name := fmt.Sprintf("s%d", p.count)
	p.count++
	if err := os.WriteFile(filepath.Join(p.dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	build, err := json.Marshal(map[string]any{"build": map[string]any{"dockerfile": name, "args": args}})
	if err != nil {
		t.Fatal(err)
	}
	p.services += fmt.Sprintf("%s: %s\n", name, build)
	p.steps += fmt.Sprintf("- {name: %s, service: %s, command: x}\n", name, name)
}

// registries returns the registries that the program finds for each service.
func (p *project) registries(t *testing.T) map[string][]string {
	t.Helper()
	for name, text := range map[string]string{"codeship-services.yml": p.services, "codeship-steps.yml": p.steps} {
		if err := os.WriteFile(filepath.Join(p.dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	stdout, stderr, code := run(t, filepath.Join(programs, "dockercfg"), "codeship", "--json", p.dir)
	var said struct {
		Uses []struct{ Step, Registry string }
	}
	if err := json.Unmarshal([]byte(stdout), &said); err != nil {
		t.Fatalf("exit code %d: %v: %s", code, err, stderr)
	}
	all := map[string][]string{}
	for _, u := range said.Uses {
		if !slices.Contains(all[u.Step], u.Registry) {
			all[u.Step] = append(all[u.Step], u.Registry)
		}
	}
	return all
}

// dockerfile is a Dockerfile and its build arguments.
type dockerfile struct {
	text string
	args map[string]string
}

// asBuildKit checks that the program finds the same registries as BuildKit, for the Dockerfiles that
// BuildKit accepts, and returns their number. If open returns true for a Dockerfile, the program may
// also answer that it cannot tell.
func asBuildKit(t *testing.T, cases []dockerfile, open func(dockerfile) bool) (accepted int) {
	t.Helper()
	isolate(t)
	p := &project{dir: t.TempDir()}
	for _, c := range cases {
		p.add(t, c.text, c.args)
	}
	got := p.registries(t)
	for i, c := range cases {
		want, ok := buildKit(c.text, c.args)
		if !ok {
			continue
		}
		accepted++
		have := slices.Sorted(slices.Values(got[fmt.Sprintf("s%d", i)]))
		if slices.Contains(have, "?") && open(c) {
			have = slices.DeleteFunc(have, func(host string) bool { return host == "?" })
			want = slices.DeleteFunc(want, func(host string) bool { return !slices.Contains(have, host) })
		}
		if !slices.Equal(have, want) {
			t.Errorf("BuildKit pulls from %q, dockercfg says %q:\n%q %v", want, have, c.text, c.args)
		}
	}
	return accepted
}

// TestDockerfiles: forms that people write. BuildKit accepts all of them.
func TestDockerfiles(t *testing.T) {
	var cases []dockerfile
	for _, text := range dockerfiles {
		cases = append(cases, dockerfile{text, map[string]string{"GIVEN": "given.example", "EMPTY": ""}})
	}
	if accepted := asBuildKit(t, cases, func(dockerfile) bool { return false }); accepted != len(cases) {
		for _, c := range cases {
			if _, ok := buildKit(c.text, c.args); !ok {
				t.Errorf("BuildKit refuses %q", c.text)
			}
		}
	}
}

var dockerfiles = []string{
	"FROM a.example/x",
	"\xef\xbb\xbfFROM a.example/x\r\nRUN x\r\n",
	"# comment\n\n  from a.example/x:1@sha256:" + strings.Repeat("a", 64) + " as B\nFROM b\nFROM ubuntu",
	"FROM scratch\nCOPY --from=a.example/x / /",
	"FROM --platform=$BUILDPLATFORM a.example/x",
	"ARG V=1\nFROM a.example/x:$V",
	"ARG GIVEN=no.example\nFROM ${GIVEN}/x",
	"ARG GIVEN\nFROM $GIVEN/x",
	"ARG R=r.example\nARG I=${R}/x\nFROM $I",
	"ARG EMPTY\nFROM ${EMPTY:-d.example}/x",
	"ARG EMPTY\nFROM r.example/x${EMPTY-y}",
	"FROM ${UNSET-u.example}/x",
	"ARG GIVEN\nFROM ${GIVEN:+plus.example}/x",
	"ARG GIVEN\nFROM ${GIVEN:?needed}/x",
	"ARG A=a.example B=b.example\nFROM $A/x\nFROM $B/x",
	"ARG Q=\"quoted.example\"\nFROM ${Q}/x",
	"ARG Q='single.example'\nFROM \"${Q}/x\"",
	"ARG D=${X:-${Y:-deep.example}}\nFROM $D/x",
	"FROM a.example/x \\\n  AS one\nFROM one",
	"FROM a.example/x\nRUN one \\\n# FROM c.example/x\n\n  two\nFROM b.example/x",
	"FROM a.example/x\nCOPY \\\n# a comment\n  --from=b.example/x \\\n\n / /",
	"# escape=`\nFROM a.example/x\nRUN dir C:\\\nFROM b.example/x `\n AS c",
	"# syntax=docker/dockerfile:1\n# escape=\\\nFROM a.example/x",
	"FROM a.example/x\nRUN <<EOF\nFROM no.example/x\nEOF\nFROM b.example/x",
	"FROM a.example/x\nRUN <<-\"EOF\" cat\n\tFROM no.example/x\n\tEOF\nFROM b.example/x",
	"FROM a.example/x\nCOPY <<one <<two /\nFROM no.example/x\none\nFROM no.example/y\ntwo\nFROM b.example/x",
	"FROM a.example/x\nRUN echo \"<<EOF\"\nFROM b.example/x",
	"FROM a.example/x\nRUN cat <<<EOF\nFROM b.example/x",
	"FROM a.example/x\nENV X <<EOF\nFROM b.example/x",
	"FROM a.example/x AS one\nFROM b.example/x\nCOPY --from=0 / /\nCOPY --from=ONE / /\nCOPY --chown=1:1" +
		" --from=c.example/x / /",
	"FROM a.example/x\nRUN --mount=type=cache,target=/x --mount=from=b.example/x,target=/m true",
	"FROM a.example/x\nRUN --mount=type=bind,\"from=b.example/x\",target=/m true",
	"FROM a.example/x\nRUN --network=none --mount=type=secret,id=x true --mount=from=no.example/x",
	"FROM a.example/x\nONBUILD COPY --from=no.example/x / /",
	"FROM a.example/x AS one\nONBUILD COPY --from=b.example/x / /\nFROM one\nRUN true",
	"FROM a.example/x\nCMD [\"FROM\", \"x\"]\nSHELL [\"x\"]\nLABEL a=\"b \\\n FROM no.example/x\"",
	"FROM ubuntu\nFROM team/app\nFROM localhost/x\nFROM localhost:5000/x\nFROM [::1]:5000/x",
	"FROM\ta.example/x\tAS\tb",
	"ARG A\\=b=c\nFROM a.example/x",
}

// TestRandomDockerfiles: Dockerfiles with random lines. For BuildKit's own variables and for patterns,
// dockercfg may answer that it cannot tell.
func TestRandomDockerfiles(t *testing.T) {
	const rounds = 4000
	random := rand.New(rand.NewPCG(1, 2))
	pick := func(from []string) string { return from[random.IntN(len(from))] }
	var cases []dockerfile
	for range rounds {
		var text strings.Builder
		text.WriteString(pick([]string{"", "", "", "# escape=`\n", "# syntax=x\n", "#escape = \\\n", "# a comment\n"}))
		head := random.IntN(4)
		for i := range head + 1 + random.IntN(7) {
			line := pick(pieces)
			switch { // most begin with valid lines
			case random.IntN(8) == 0:
			case i < head:
				line = pick([]string{"ARG A", "ARG A=@", "ARG B", "ARG C=\"@\" A", "ARG D=${A:-@}", "ARG E=$B"})
			case i == head:
				line = pick([]string{"FROM @", "FROM @ AS one", "FROM @ AS two"})
			}
			for strings.Contains(line, "@") {
				line = strings.Replace(line, "@", pick(words), 1)
			}
			text.WriteString(line + pick(ends))
		}
		cases = append(cases, dockerfile{text.String(), map[string]string{"A": pick(words), "B": "b.example"}})
	}
	accepted := asBuildKit(t, cases, func(c dockerfile) bool {
		return strings.Contains(c.text, "TARGET") || strings.Contains(c.text, "#A") || strings.Contains(c.args["A"],
			"$")
	})
	if accepted < rounds/20 {
		t.Errorf("BuildKit accepts %d of %d: too few for a useful test", accepted, rounds)
	}
	t.Logf("BuildKit accepts %d of %d", accepted, rounds)
}

var pieces = []string{
	"FROM @", "FROM @", "FROM @ AS one", "FROM @ AS two", "from --platform=linux/amd64 @", "FROM one", "FROM one AS " +
		"two",
	"ARG A", "ARG A=@", "ARG B=@", "ARG C=\"@\" A='@'", "ARG D=${A:-@}", "ARG @=@", "ARG TARGETARCH",
	"COPY --from=@ / /", "COPY --from=one / /", "COPY --from=0 / /", "COPY --from=1 --chmod=1 / /", "COPY a b", "ADD a b",
	"RUN --mount=from=@,target=/x true", "RUN --mount=type=cache,target=/c --mount=type=bind,from=@,target=/x true",
	"RUN true", "RUN <<EOF\nFROM no.example/x\nEOF", "RUN <<-EOF cat\n\tEOF", "RUN echo '<<EOF'", "RUN x \\",
	"RUN echo <<",
	"RUN cat <<A <<B\nA\nFROM no.example/x\nB", "COPY <<EOF /\nFROM no.example/x\nEOF", "ENV X=@", "ENV X <<EOF",
	"LABEL a=b", "CMD [\"x\"]", "WORKDIR /x", "USER x", "", "# FROM no.example/x", "   # escape=`",
	"ONBUILD RUN true", "ONBUILD COPY --from=@ / /",
}

var ends = []string{"\n", "\n", "\n", "\n", "\n", "\n", "\r\n", " \n", "\n\n", "\n# c\n", " \\\n", " `\n"}

var words = []string{
	"a.example/x", "b.example/x:1", "c.example:5000/x", "ubuntu", "team/app:1", "scratch", "localhost/x",
	"x", "0", "one", "two",
	"$A", "${A}", "$B/x", "${B}/x:1", "${A:-d.example/x}", "${C:-e.example/x}", "${C-f.example/x}", "${A:+g.example/x}",
	"${B+h.example/x}", "\"i.example/x\"", "'j.example/x'", "k.example/$C", "l.example/x:$D", "${A:?unset}", "${B#b}/x",
	"m.example/x@sha256:" + strings.Repeat("b", 64), "$TARGETARCH", "n.example/$TARGETARCH", "\\$A", "o.example\\/x",
	"${E:-${A}}", "${E:-\"p.example/x\"}", "$$A",
}
