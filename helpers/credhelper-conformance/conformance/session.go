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
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

// domain is the domain of every registry that this program makes up. No one can own it:
// https://www.rfc-editor.org/rfc/rfc2606
const domain = "credhelper-conformance.example"

// session is the state of checking one program.
type session struct {
	ctx     context.Context
	program string // absolute
	profile Profile
	name    string // the name in its usage line
	dir     string // contains all files of this run, removed at the end
	empty   string // the program's working directory, which must stay empty
	temp    string // the program's directory for temporary files
	env     []string
	serial  string   // part of the hosts of this run, unique to it
	own     *login   // a registry that the program has a credential for, or nil
	noOwn   string   // why own is nil
	noErase string   // why the credential of own must not be erased or replaced, or ""
	cloud   *scene   // the fake that the program talks to, or nil
	noCloud string   // why cloud is nil
	secrets []string // must not appear on standard error

	mu     sync.Mutex
	runs   []answer
	stored map[string]bool // server URLs to erase
}

// login is a registry for which the program has a credential.
type login struct {
	host, user, secret string
	stored             bool // whether this run has stored it
}

func open(ctx context.Context, program string, o Options) (*session, error) {
	dir, err := os.MkdirTemp("", "credhelper-conformance")
	if err == nil {
		dir, err = filepath.EvalSymlinks(dir) // macOS has /var as a link
	}
	if err != nil {
		return nil, fmt.Errorf("creating a directory for this run: %w", err)
	}
	serial := make([]byte, 4)
	_, _ = rand.Read(serial) // never fails
	s := &session{
		ctx: ctx, program: program, profile: o.Profile, dir: dir, serial: hex.EncodeToString(serial),
		empty: filepath.Join(dir, "empty"), temp: filepath.Join(dir, "tmp"), stored: map[string]bool{},
	}
	for _, d := range []string{s.empty, s.temp} {
		if err := os.Mkdir(d, 0o700); err != nil {
			return nil, fmt.Errorf("creating a directory for this run: %w", err)
		}
	}
	s.env = with(os.Environ(), "TMPDIR="+s.temp, "TMP="+s.temp, "TEMP="+s.temp, "PWD="+s.empty)
	s.learnName()
	s.prepare(o.Host)
	if s.own != nil && s.profile == Minting && !o.Erase {
		s.noErase = s.mayBeSaved(s.own.host)
	}
	return s, nil
}

// learnName reads the program's name from its usage line; every error begins with it.
func (s *session) learnName() {
	s.name = strings.TrimSuffix(filepath.Base(s.program), ".exe")
	if name, ok := usageName(s.run(request{}).out); ok {
		s.name = name
	}
}

// prepare finds or stores the credential that other checks use.
func (s *session) prepare(host string) {
	switch {
	case s.profile == Storing:
		s.storeOwn()
	case host == "":
		s.noOwn = "this needs --host, a registry for which the helper has a credential"
	default:
		s.getOwn(host)
	}
	if s.profile == Caching {
		s.openCloud()
	}
}

func (s *session) storeOwn() {
	l := login{host: s.host("own"), user: "conformance", secret: "s3cr:et-" + s.serial, stored: true}
	if a := s.store(l.host, l.user, l.secret); a.code != 0 {
		s.noOwn = fmt.Sprintf("a login could not be stored: %s", a)
		return
	}
	s.own, s.secrets = &l, append(s.secrets, l.secret)
}

func (s *session) getOwn(host string) {
	a := s.get(host)
	r, _ := looseReply(a.out)
	if a.code != 0 || r.Secret == "" {
		s.noOwn = fmt.Sprintf("get for %s returned no credential: %s", host, a.redacted())
		return
	}
	s.own = &login{host: host, user: r.Username, secret: r.Secret}
	s.secrets = append(s.secrets, r.Secret)
}

// needOwn returns the program's own credential; if there is none, the item is skipped.
func (s *session) needOwn(v *verdict) (login, bool) {
	if s.own == nil {
		v.skipf("%s", s.noOwn)
		return login{}, false
	}
	return *s.own, true
}

// mayBeSaved returns why the credential of a registry may be a login that the user has
// saved, which no later store could bring back safely, or "". Such a login is still listed
// without the environment that contains the identity. A list that fails there counts, too.
func (s *session) mayBeSaved(host string) string {
	a := s.run(request{args: []string{"list"}, env: withoutIdentity(s.env), only: true})
	users, err := looseList(a.out)
	if a.code != 0 || err != nil {
		return fmt.Sprintf("list does not say whether %s has a saved login, and this erases it: to check it, add --erase",
			host)
	}
	for url := range users {
		if sameHost(url, host) {
			return fmt.Sprintf("the helper lists %s without the environment's identity; that may be a saved login, "+
				"and this erases it: to check it, add --erase",
				url)
		}
	}
	return ""
}

// ofPlaces matches the names of variables that say where a helper's files and its user's
// programs are, and so where a store is.
var ofPlaces = regexp.MustCompile(`(?i)^(HOME|USERPROFILE|(LOCAL)?APPDATA|PATH(EXT)?|SYSTEMROOT|WINDIR|COMSPEC|` +
	`TE?MP|TMPDIR|PWD|USER(NAME)?|LOGNAME|LANG|LC_.*|XDG_.*|DBUS_.*|(WAYLAND_)?DISPLAY|DOCKER_CONFIG|GNUPGHOME|GPG_.*|` +
	`PASSWORD_STORE_.*|DOCKERCFG_.*)$`)

// withoutIdentity returns the part of an environment that contains no identity.
func withoutIdentity(env []string) []string {
	return slices.DeleteFunc(slices.Clone(env), func(e string) bool {
		name, _, _ := strings.Cut(e, "=")
		return !ofPlaces.MatchString(name)
	})
}

// needErasable returns the program's own credential, if the checks may erase or replace
// it; otherwise the item is skipped.
func (s *session) needErasable(v *verdict) (login, bool) {
	own, ok := s.needOwn(v)
	if ok && s.noErase != "" {
		v.skipf("%s", s.noErase)
		return login{}, false
	}
	return own, ok
}

// host returns a registry host made up for this run.
func (s *session) host(what string) string { return what + "-" + s.serial + "." + domain }

// foreign returns a registry host that no helper has a credential for.
func (s *session) foreign() string { return s.host("foreign") }

// close removes the files and logins of this run.
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
		err = errors.Join(err,
			fmt.Errorf("erasing the logins of this run: the store still contains %q; erase these by hand", left))
	}
	return err
}

// eraseAll erases the logins of this run, and returns those that are still in the store.
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
		if _, listed := users[url]; listed || err != nil && s.get(url).answers() {
			left = append(left, url)
		}
	}
	return left
}

// with returns an environment with changed variables; NAME=VALUE sets one, NAME removes one.
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
