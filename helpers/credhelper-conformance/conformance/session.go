package conformance

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// domain is that of every registry that is made up here. Nobody has it:
// https://www.rfc-editor.org/rfc/rfc2606
const domain = "credhelper-conformance.example"

// session is one program while it is checked.
type session struct {
	ctx     context.Context
	program string // absolute
	profile Profile
	name    string // how it calls itself
	dir     string // all files of this run, removed at the end
	empty   string // the working directory of the program, which stays empty
	temp    string // its directory for temporary files
	env     []string
	serial  string   // tells this run's registries from those of any other
	own     *login   // what it has a credential for, or nil
	noOwn   string   // why own is nil
	cloud   *scene   // the fake that it speaks to, or nil
	noCloud string   // why cloud is nil
	secrets []string // what must not be on standard error

	mu     sync.Mutex
	runs   []answer
	stored map[string]bool // server URLs to be erased
}

// login is a registry for which the program has a credential.
type login struct {
	host, user, secret string
	stored             bool // by this run
}

func open(ctx context.Context, program string, o Options) (*session, error) {
	dir, err := os.MkdirTemp("", "credhelper-conformance")
	if err == nil {
		dir, err = filepath.EvalSymlinks(dir) // macOS has /var as a link
	}
	if err != nil {
		return nil, fmt.Errorf("making a directory for this run: %w", err)
	}
	serial := make([]byte, 4)
	_, _ = rand.Read(serial) // never fails
	s := &session{
		ctx: ctx, program: program, profile: o.Profile, dir: dir, serial: hex.EncodeToString(serial),
		empty: filepath.Join(dir, "empty"), temp: filepath.Join(dir, "tmp"), stored: map[string]bool{},
	}
	for _, d := range []string{s.empty, s.temp} {
		if err := os.Mkdir(d, 0o700); err != nil {
			return nil, fmt.Errorf("making a directory for this run: %w", err)
		}
	}
	s.env = with(os.Environ(), "TMPDIR="+s.temp, "TMP="+s.temp, "TEMP="+s.temp, "PWD="+s.empty)
	s.learnName()
	s.prepare(o.Host)
	return s, nil
}

// learnName reads the name in the usage line, which begins every error.
func (s *session) learnName() {
	s.name = strings.TrimSuffix(filepath.Base(s.program), ".exe")
	if name, ok := usageName(s.run(request{}).out); ok {
		s.name = name
	}
}

// prepare gets the credential that other checks ask for.
func (s *session) prepare(host string) {
	switch {
	case s.profile == Storing:
		s.ownByStore()
	case host == "":
		s.noOwn = "needs --host, a registry that the helper has a credential for"
	default:
		s.ownByAsking(host)
	}
	if s.profile == Caching {
		s.openCloud()
	}
}

func (s *session) ownByStore() {
	l := login{host: s.host("own"), user: "conformance", secret: "s3cr:et-" + s.serial, stored: true}
	if a := s.store(l.host, l.user, l.secret); a.code != 0 {
		s.noOwn = fmt.Sprintf("a login could not be stored: %s", a)
		return
	}
	s.own, s.secrets = &l, append(s.secrets, l.secret)
}

func (s *session) ownByAsking(host string) {
	a := s.get(host)
	r, _ := looseReply(a.out)
	if a.code != 0 || r.Secret == "" {
		s.noOwn = fmt.Sprintf("get for %s gave no credential: %s", host, a.redacted())
		return
	}
	s.own = &login{host: host, user: r.Username, secret: r.Secret}
	s.secrets = append(s.secrets, r.Secret)
}

// needOwn is the credential, or a reason to skip.
func (s *session) needOwn(v *verdict) (login, bool) {
	if s.own == nil {
		v.skipf("%s", s.noOwn)
		return login{}, false
	}
	return *s.own, true
}

// host is a registry that was made up for this run.
func (s *session) host(what string) string { return what + "-" + s.serial + "." + domain }

// foreign is a registry that no helper has.
func (s *session) foreign() string { return s.host("foreign") }

// close removes all that this run has made.
func (s *session) close() error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(s.ctx), time.Minute)
	defer cancel()
	s.ctx = ctx
	if s.cloud != nil {
		s.cloud.close()
	}
	left := s.eraseAll()
	err := os.RemoveAll(s.dir)
	if len(left) > 0 {
		err = errors.Join(err, fmt.Errorf("erasing what was stored for this run: still there is %q, erase it by hand", left))
	}
	return err
}

// eraseAll erases what was stored, and gives what is there nevertheless.
func (s *session) eraseAll() (left []string) {
	s.mu.Lock()
	urls := slices.Sorted(maps.Keys(s.stored))
	s.mu.Unlock()
	for _, url := range urls {
		s.erase(url)
	}
	if len(urls) == 0 {
		return nil
	}
	users, err := looseList(s.list().out)
	for _, url := range urls {
		if _, there := users[url]; there || err != nil && s.get(url).answers() {
			left = append(left, url)
		}
	}
	return left
}

// with is an environment with some variables set; NAME alone removes one.
func with(env []string, changes ...string) []string {
	env = slices.Clone(env)
	for _, change := range changes {
		name, _, set := strings.Cut(change, "=")
		env = slices.DeleteFunc(env, func(e string) bool { n, _, _ := strings.Cut(e, "="); return n == name })
		if set {
			env = append(env, change)
		}
	}
	return env
}
