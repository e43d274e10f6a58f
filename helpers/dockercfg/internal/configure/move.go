package configure

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/helperclient"
	"github.com/dockercfg/dockercfg/shared/shellword"
)

// Moved is a login that was moved into a store.
type Moved struct {
	Keeper string `json:"keeper"`
	Store  string `json:"store"` // the key there
	Key    string `json:"key"`   // the key in the file
	// Had is set if the store already contained the same login, which must not be removed.
	Had bool `json:"had,omitempty"`
}

// moving is one move of all logins or none.
type moving struct {
	caller helperclient.Caller
	keeper helperclient.Helper
	reader helperclient.Helper // the helper that Docker asks afterwards
	listed map[string]string
	done   []Moved
}

// Move stores logins in the keeper and asks for each of them as clients will, through
// reader, the helper that the config will name; only then may they leave the file. If
// it fails, it removes what it stored.
func Move(ctx context.Context, logins []Login, keeper, reader string, suite []string) ([]Moved, error) {
	kept, err := helperclient.Find(keeper)
	if err != nil {
		return nil, err
	}
	asked, err := helperclient.Find(reader)
	if err != nil {
		return nil, err
	}
	m := moving{caller: helperclient.Caller{Env: append(os.Environ(), "DOCKERCFG_KEEPER="+keeper), Trusted: suite},
		keeper: kept, reader: asked}
	err = m.all(ctx, logins)
	if err == nil {
		return m.done, nil
	}
	if left := TakeBack(ctx, m.done, suite); left != nil {
		err = fault.New(fault.Store, "%w; %s", err, fault.Text(left))
	}
	return nil, err
}

func (m *moving) all(ctx context.Context, logins []Login) (err error) {
	if m.listed, err = listOf(ctx, m.caller, m.keeper); err != nil {
		return fault.Within(err, "listing the logins of "+m.keeper.Name+" (nothing was changed)")
	}
	for _, l := range logins {
		if err := m.put(ctx, l); err != nil {
			return m.within(err, l)
		}
	}
	for _, l := range logins {
		if err := m.readBack(ctx, l); err != nil {
			return m.within(err, l)
		}
	}
	return nil
}

func (m *moving) within(err error, l Login) error {
	what := "moving the login of " + fault.Printable(l.Key, 100) + " into " + m.keeper.Name
	return fault.Within(err, what+" (nothing was changed)")
}

// put stores one login. A different login that the store already contains is not
// overwritten, since nothing could restore it.
func (m *moving) put(ctx context.Context, l Login) error {
	ctx, cancel := context.WithTimeout(ctx, 2*perHelper)
	defer cancel()
	want := credential.Credential{Username: l.Entry.Username, Secret: l.Entry.Secret}
	one := Moved{Keeper: strings.TrimPrefix(m.keeper.Name, helperclient.Prefix), Store: l.Store, Key: l.Key}
	if i := slices.IndexFunc(m.done, func(d Moved) bool { return d.Store == l.Store }); i >= 0 {
		one.Had = m.done[i].Had
		m.done = append(m.done, one) // another spelling of the same registry
		return nil
	}
	if _, there := m.listed[l.Store]; there {
		one.Had = true
		m.done = append(m.done, one)
		return m.compare(ctx, l, want)
	}
	// Recorded first, so that the result of a helper that fails halfway is removed as well.
	m.done = append(m.done, one)
	return m.caller.Store(ctx, m.keeper, l.Store, want)
}

// compare compares a login with the one that the store already contains for its key.
func (m *moving) compare(ctx context.Context, l Login, want credential.Credential) error {
	there, _, err := m.caller.Get(ctx, m.keeper, l.Store)
	if err != nil {
		return err
	}
	if !same(there, want) {
		return fault.New(fault.Store, "it already contains another login for %s: if you do not need that one, "+
			"remove it with `echo %s | %s erase`", l.Store, shellword.Quote(l.Store), m.keeper.Name)
	}
	return nil
}

// readBack asks for a login as clients will.
func (m *moving) readBack(ctx context.Context, l Login) error {
	reader := m.reader
	if l.Preferred {
		reader = m.keeper
	}
	for i, asked := range l.Asked {
		ctx, cancel := context.WithTimeout(ctx, perHelper)
		back, _, err := m.caller.Get(ctx, reader, asked)
		cancel()
		switch {
		case errors.Is(err, fault.ErrNotFound) && i > 0:
			// The store knows only whole keys: the client asks for the host next.
		case errors.Is(err, fault.ErrNotFound):
			return fault.New(fault.Store, "%s does not find it for %s", reader.Name, asked)
		case err != nil:
			return fault.New(fault.Store, "reading it back: %w", err)
		case !same(back, credential.Credential{Username: l.Entry.Username, Secret: l.Entry.Secret}):
			return fault.New(fault.Store, "%s returns another login for %s", reader.Name, asked)
		}
	}
	return nil
}

func same(a, b credential.Credential) bool { return a.Username == b.Username && a.Secret == b.Secret }

// TakeBack removes logins from their store. It continues after a signal, since
// nothing else would remove the rest.
func TakeBack(ctx context.Context, done []Moved, suite []string) error {
	ctx = context.WithoutCancel(ctx)
	caller := helperclient.Caller{Trusted: suite}
	listed := map[string]map[string]string{}
	var all []error
	for _, one := range done {
		if one.Had {
			continue
		}
		helper, err := helperclient.Find(one.Keeper)
		if err == nil && listed[one.Keeper] == nil {
			listed[one.Keeper], err = listOf(ctx, caller, helper)
		}
		// If the key does not exist, a store may erase another spelling of the registry.
		if _, there := listed[one.Keeper][one.Store]; err == nil && there {
			delete(listed[one.Keeper], one.Store)
			err = erase(ctx, caller, helper, one.Store)
		}
		if err != nil {
			all = append(all, fault.New(fault.Store, "removing the login of %s from docker-credential-%s: %w",
				one.Store, one.Keeper, err))
		}
	}
	return errors.Join(all...)
}

func listOf(ctx context.Context, caller helperclient.Caller, helper helperclient.Helper) (map[string]string, error) {
	ctx, cancel := context.WithTimeout(ctx, perHelper)
	defer cancel()
	listed, err := caller.List(ctx, helper)
	if listed == nil {
		listed = map[string]string{}
	}
	return listed, err
}

func erase(ctx context.Context, caller helperclient.Caller, helper helperclient.Helper, key string) error {
	ctx, cancel := context.WithTimeout(ctx, perHelper)
	defer cancel()
	if err := caller.Erase(ctx, helper, key); !errors.Is(err, fault.ErrNotFound) {
		return err
	}
	return nil
}

// TakeOut removes from their store the logins that are in the file again. A newer
// login in the store stays; the notes name it, and every other login that Docker no
// longer asks for.
func TakeOut(ctx context.Context, done Undone, suite []string) (notes []string, err error) {
	caller := helperclient.Caller{Trusted: suite}
	stranded := map[string]bool{}
	var ours []Moved
	for _, one := range done.Restored {
		if one.Had {
			continue
		}
		newer, err := isNewer(ctx, caller, one)
		if err != nil {
			return notes, err
		}
		if newer {
			notes = append(notes, helperclient.Prefix+one.Keeper+" contains a newer login for "+one.Store+
				", which Docker no longer asks for: log in again")
			stranded[one.Store] = true
			continue
		}
		ours = append(ours, one.Moved)
	}
	more, err := unasked(ctx, caller, done.Empty)
	for _, key := range more {
		if !stranded[key] {
			notes = append(notes, helperclient.Prefix+chosen()+" contains the login of "+key+
				", which Docker no longer asks for: log in again")
		}
	}
	return notes, errors.Join(err, TakeBack(ctx, ours, suite))
}

// isNewer reports whether the store contains another login than the one that was moved.
func isNewer(ctx context.Context, caller helperclient.Caller, one Restored) (bool, error) {
	helper, err := helperclient.Find(one.Keeper)
	if err != nil {
		return false, err
	}
	listed, err := listOf(ctx, caller, helper)
	if err != nil {
		return false, fault.Within(err, "listing the logins of "+helper.Name)
	}
	if _, there := listed[one.Store]; !there {
		return false, nil
	}
	ctx, cancel := context.WithTimeout(ctx, perHelper)
	defer cancel()
	kept, _, err := caller.Get(ctx, helper, one.Store)
	if err != nil {
		return false, fault.Within(err, helper.Name+", "+one.Store)
	}
	return !same(kept, credential.Credential{Username: one.Entry.Username, Secret: one.Entry.Secret}), nil
}

// unasked returns those keys for which the store contains a login.
func unasked(ctx context.Context, caller helperclient.Caller, keys []string) (found []string, err error) {
	helper, err := helperclient.Find(chosen())
	if err != nil || len(keys) == 0 {
		return nil, nil // a store that is not installed contains nothing
	}
	listed, err := listOf(ctx, caller, helper)
	if err != nil {
		return nil, fault.Within(err, "listing the logins of "+helper.Name)
	}
	for _, key := range keys {
		if _, there := listed[key]; there {
			found = append(found, key)
		}
	}
	return found, nil
}
