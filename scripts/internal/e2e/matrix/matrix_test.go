//go:build e2e

package matrix

import (
	"regexp"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/scripts/internal/e2e/stage"
	"github.com/dockercfg/dockercfg/scripts/internal/e2e/tokens"
)

// registry is one of the three registries.
type registry struct {
	name, host string
	authority  string // the file with its CA certificate; "" without TLS
}

// field is the registries and the image that is pushed to them.
type field struct {
	registries   []registry
	tokens       *tokens.Server
	layer, image string
}

// client is one program with its flags.
type client struct {
	version []string // the command that prints its version
	format  string   // the format of `dockercfg export` for it
	// podman is set if registries.conf names the helper, instead of credsStore.
	podman bool
	// clear is set where it speaks HTTP to whatever is on this machine.
	clear bool
	// push leaves nothing on this machine that a pull could be answered from.
	push, pull    func(t *testing.T, s *stage.Stage, r registry) stage.Result
	login, logout func(t *testing.T, s *stage.Stage, r registry) stage.Result // nil where it has none
}

// clients prepare each client, or skip it if it is not installed.
var clients = []struct {
	name string
	make func(t *testing.T, f field) client
}{
	{"docker", newDocker}, {"docker build", newDockerBuild}, {"docker build with BuildKit", newDockerBuildKit},
	{"buildctl with buildkitd", newBuildctl}, {"podman", newPodman}, {"buildah", newBuildah}, {"skopeo", newSkopeo},
	{"crane", newCrane}, {"oras", newOras}, {"regctl", newRegctl}, {"helm", newHelm}, {"nomad", newNomad},
}

func newField(t *testing.T) field {
	f := field{tokens: tokens.Start(t, stage.User, stage.Password)}
	f.layer, f.image = stage.Image(t)
	secure, authority := stage.TLSRegistry(t, stage.HTPasswd(t))
	f.registries = []registry{
		{name: "Basic", host: stage.Registry(t, stage.HTPasswd(t))},
		{name: "bearer", host: stage.Registry(t, f.tokens.Auth())},
		{name: "TLS", host: secure, authority: authority},
	}
	return f
}

// TestClients: each client can push to and pull from each registry with a login in each way, and
// cannot pull without a login.
func TestClients(t *testing.T) {
	f, rows := newField(t), table{}
	for _, c := range clients {
		rows = append(rows, row{client: c.name})
		t.Run(c.name, func(t *testing.T) {
			r := &rows[len(rows)-1]
			r.run = true
			defer func() { r.run = !t.Skipped() }()
			f.run(t, c.make(t, f), r)
		})
	}
	rows.publish(t)
}

func (f field) run(t *testing.T, c client, r *row) {
	r.version = release(t, c)
	for _, way := range ways {
		for _, at := range f.reached(c) {
			t.Run(way.name+"/"+at.name, func(t *testing.T) {
				s := way.stage(t, f, c)
				f.tokens.Take()
				c.push(t, s.Stage, at).OK(t)
				f.sawUser(t, at, "push")
				before := s.calls(t)
				c.pull(t, s.Stage, at).OK(t)
				if s.log != "" && at.name == "Basic" {
					r.calls = strings.Join(s.calls(t)[len(before):], ", ")
				}
				f.sawUser(t, at, "pull")
				c.pull(t, f.nobody(t), at).Refused(t)
				r.passed(way.name, at.name)
			})
		}
	}
	if c.login == nil {
		r.passed(loginWay, "none")
		return
	}
	for _, at := range f.reached(c) {
		t.Run(loginWay+"/"+at.name, func(t *testing.T) {
			s := f.loggedOut(t, c)
			c.login(t, s, at).OK(t)
			f.kept(t, s, at, true)
			c.pull(t, s, at).OK(t)
			c.logout(t, s, at).OK(t)
			f.kept(t, s, at, false)
			c.pull(t, s, at).Refused(t)
			r.passed(loginWay, at.name)
		})
	}
}

// reached returns the registries that a client can use here.
func (f field) reached(c client) []registry {
	if c.clear {
		return f.registries[:2]
	}
	return f.registries
}

// sawUser asserts that the token server permitted the action to the user.
func (f field) sawUser(t *testing.T, at registry, action string) {
	t.Helper()
	log := f.tokens.Take()
	granted := at.name != "bearer"
	for _, q := range log {
		if !q.OK || q.User != stage.User {
			t.Errorf("the token server saw %+v", q)
		}
		granted = granted || strings.Contains(strings.Join(q.Scopes, " "), action)
	}
	if !granted {
		t.Errorf("the token server granted no %s: %+v", action, log)
	}
}

var number = regexp.MustCompile(`\d+\.\d+(\.\d+)?`)

// release returns the client's version, as it prints it.
func release(t *testing.T, c client) string {
	t.Helper()
	found := number.FindString(stage.New(t).Run(t, "", c.version[0], c.version[1:]...).OK(t))
	if found == "" {
		t.Fatalf("%q names no version", c.version)
	}
	return found
}
