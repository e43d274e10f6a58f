package conformance

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"
)

const ecrHost = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"

// The access keys of two users, which differ in the last byte.
const (
	userA = "AKIACONFORMANCE0000A"
	userB = "AKIACONFORMANCE0000B"
)

// scene is the set of fakes that the helper talks to.
type scene struct {
	session *session

	mu    sync.Mutex
	fakes []*amazon
}

func (c *scene) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, a := range c.fakes {
		a.close()
	}
}

// openCloud starts a fake and checks whether the helper talks to it.
func (s *session) openCloud() {
	c := &scene{session: s}
	p, err := c.home("1")
	if err != nil {
		s.noCloud = fmt.Sprintf("the fake of Amazon did not start: %v", err)
		return
	}
	p.keys(userA)
	a := p.get(ecrHost)
	if tokens, _ := p.fake.requests(); tokens == 0 || !a.answers() {
		c.close()
		s.noCloud = fmt.Sprintf("the helper got no token for %s from the endpoint in AWS_ENDPOINT_URL, "+
			"and there are no fakes of other clouds (%s)", ecrHost, a)
		return
	}
	s.cloud = c
	s.secrets = append(s.secrets, secretOf(userA), secretOf(userB))
	if s.own == nil { // then the fake's registry is used
		r, _ := looseReply(a.out)
		s.own, s.env = &login{host: ecrHost, user: r.Username, secret: r.Secret}, p.env
	}
}

// withCloud returns the check, or one that does nothing if the helper does not talk to the
// fake.
func (s *session) withCloud(check func(*session, *verdict)) func(*verdict) {
	return func(v *verdict) {
		if s.cloud != nil {
			check(s, v)
		}
	}
}

// needCloud reports whether the helper talks to the fake, and skips the item if not.
func (s *session) needCloud(v *verdict) bool {
	if s.cloud == nil {
		v.skipf("%s", s.noCloud)
	}
	return s.cloud != nil
}

// home is a user's home directory with its own cache, a fake, and an environment that
// points to both.
type home struct {
	session *session
	fake    *amazon
	dir     string
	env     []string
}

// home creates a home and its fake, whose name is the first part of its tokens.
func (c *scene) home(name string) (*home, error) {
	fake, err := startAmazon(name)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	c.fakes = append(c.fakes, fake)
	dir := filepath.Join(c.session.dir, fmt.Sprintf("home%d", len(c.fakes)))
	c.mu.Unlock()
	for _, d := range []string{filepath.Join(dir, ".aws"), filepath.Join(dir, "cache")} {
		if err := os.MkdirAll(d, 0o700); err != nil {
			return nil, err
		}
	}
	env := bare()
	for _, name := range []string{"PATH", "GORACE", "LANG"} {
		env = append(env, name+"="+os.Getenv(name))
	}
	// Only the fake can be reached, however the program interprets its variables.
	env = append(env, deadProxies[:5]...)
	env = append(env, "NO_PROXY=127.0.0.1", "no_proxy=127.0.0.1", "TMPDIR="+c.session.temp, "TMP="+c.session.temp,
		"HOME="+dir, "USERPROFILE="+dir,
		"AppData="+dir, "LocalAppData="+filepath.Join(dir, "cache"), "XDG_CACHE_HOME="+filepath.Join(dir, "cache"),
		"AWS_ENDPOINT_URL="+fake.url, "AWS_ENDPOINT_URL_ECR="+fake.url, "AWS_ENDPOINT_URL_STS="+fake.url,
		"AWS_EC2_METADATA_DISABLED=true")
	return &home{session: c.session, fake: fake, dir: dir, env: with(nil, env...)}, nil
}

// newHome creates a home; if that fails, it returns nil and the item is skipped.
func (s *session) newHome(v *verdict) *home {
	p, err := s.cloud.home("1")
	if err != nil {
		v.skipf("the fake of Amazon did not start: %v", err)
		return nil
	}
	return p
}

func (p *home) set(changes ...string) { p.env = with(p.env, changes...) }

func (p *home) keys(user string) {
	p.set("AWS_ACCESS_KEY_ID="+user, "AWS_SECRET_ACCESS_KEY="+secretOf(user))
}

func secretOf(user string) string { return "CANARY-secret-of-" + user }

// profile returns a profile's section of a credentials file.
func profile(name, user string) string {
	return fmt.Sprintf("[%s]\naws_access_key_id = %s\naws_secret_access_key = %s\n", name, user, secretOf(user))
}

func (p *home) path(name string) string { return filepath.Join(p.dir, name) }

func (p *home) write(v *verdict, name, text string) {
	if err := os.MkdirAll(filepath.Dir(p.path(name)), 0o700); err != nil {
		v.skipf("%v", err)
	}
	if err := os.WriteFile(p.path(name), []byte(text), 0o600); err != nil {
		v.skipf("%v", err)
	}
}

// replace replaces a file by another one of the same modification time, by renaming.
func (p *home) replace(v *verdict, name, text string) {
	info, err := os.Stat(p.path(name))
	if err != nil {
		v.skipf("%v", err)
		return
	}
	p.write(v, name+".new", text)
	if err := os.Chtimes(p.path(name+".new"), time.Now(), info.ModTime()); err != nil {
		v.skipf("%v", err)
	}
	if err := os.Rename(p.path(name+".new"), p.path(name)); err != nil {
		v.skipf("%v", err)
	}
}

func (p *home) get(question string) answer {
	return p.session.run(request{args: []string{"get"}, stdin: question, env: p.env, only: true})
}

// is checks that get returns the token of an identity, or no token if who is "".
func (p *home) is(v *verdict, who, when string) {
	a := p.get(ecrHost)
	r, _ := looseReply(a.out)
	got := r.Secret
	switch {
	case who == "" && a.answers():
		v.failf("%s: no identity is configured, but get returns the token of %s", when, got)
	case who != "" && !a.answers():
		v.failf("%s: get returns no token of %s: %s", when, who, a)
	case who != "" && got != who:
		v.failf("%s: %s is configured, but get returns the token of %s", when, who, got)
	}
}
