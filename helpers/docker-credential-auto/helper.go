package main

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"

	"github.com/dockercfg/dockercfg/helpers/docker-credential-auto/internal/warm"
	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/helperclient"
	"github.com/dockercfg/dockercfg/shared/protocol"
	"github.com/dockercfg/dockercfg/shared/registry"
	light "github.com/dockercfg/dockercfg/shared/warm"
)

const (
	self = "auto"
	vars = "vars"
	file = "file"
)

// helper is another program, by its short name, and the reason why it is asked.
type helper struct{ short, why string }

// suite returns the programs whose text is shown unchanged and that know explain.
func suite() []string {
	names := []string{self, vars, file}
	for _, p := range warm.Providers() {
		names = append(names, p.Short)
	}
	return names
}

func (h helper) get(ctx context.Context, name registry.Name) (credential.Credential, error) {
	c, err := h.ask(ctx, name, helperclient.Caller.Get)
	c.Source = h.name()
	return c, err
}

// answer gets the credential with its explanation. A program outside this suite only knows get.
func (h helper) answer(ctx context.Context, name registry.Name) (credential.Credential, error) {
	source := h.name() + ", " + h.why
	if !slices.Contains(suite(), h.short) {
		c, err := h.ask(ctx, name, helperclient.Caller.Get)
		c.Source = source
		return c, err
	}
	c, err := h.ask(ctx, name, helperclient.Caller.Answer)
	c.Source = source + ": " + c.Source
	return c, err
}

// askFunc is a method of helperclient.Caller that returns a credential and a note.
type askFunc func(
	helperclient.Caller, context.Context, helperclient.Helper, string,
) (credential.Credential, string, error)

func (h helper) ask(ctx context.Context, name registry.Name, how askFunc) (credential.Credential, error) {
	found, err := h.find()
	if err != nil {
		return credential.Credential{}, err
	}
	c, note, err := how(caller(ctx), ctx, found, name.Asked)
	if err == nil && note != "" {
		protocol.Warn(ctx, "%s: %s", h.name(), h.noteText(note))
	}
	return c, h.within(err)
}

// noteText returns a note without the name of this suite's program in front of it.
func (h helper) noteText(note string) string {
	if _, text, ok := strings.Cut(note, ": "); ok && slices.Contains(suite(), h.short) {
		return text
	}
	return note
}

// explain does not start a program outside this suite, which may only know get.
func (h helper) explain(ctx context.Context, name registry.Name) (credential.Credential, error) {
	found, err := h.find()
	if err != nil {
		return credential.Credential{}, err
	}
	source := h.name() + ", " + h.why
	if !slices.Contains(suite(), h.short) {
		return credential.Credential{
			Kind: credential.Unknown, Source: source + "; it is not part of this suite, so it was not asked",
		}, nil
	}
	e, err := caller(ctx).Explain(ctx, found, name.Asked)
	if err != nil {
		return credential.Credential{}, h.within(err)
	}
	return credential.Credential{
		Username: e.Username, Kind: e.Kind, Cached: e.Cached, Expires: e.Expires, Source: source + ": " + e.Source,
		Ambient: e.Ambient, Configured: e.Configured, Program: e.Program, Lacks: e.Lacks,
	}, nil
}

func (h helper) name() string { return helperclient.Prefix + h.short }

// find returns the helper's program, but never this program under another name.
func (h helper) find() (helperclient.Helper, error) {
	found, err := helperclient.Find(h.short)
	if err == nil && isSelf(found.Path) {
		err = fault.New(fault.Config, "%s is %s under another name, which would be started by itself: "+
			"install the real helper there", found.Path, ownName)
	}
	if err != nil && !errors.Is(err, helperclient.ErrMissing) {
		err = fault.Within(err, "the helper chosen "+h.why)
	}
	return found, err
}

// isSelf reports whether path is this program, even through a link.
func isSelf(path string) bool {
	own, err := os.Executable()
	if err != nil {
		return false
	}
	a, errA := os.Stat(own)
	b, errB := os.Stat(path)
	return errA == nil && errB == nil && os.SameFile(a, b)
}

// within adds the helper's name to an error.
func (h helper) within(err error) error { return fault.Within(err, h.name()) }

// caller returns what starts helpers. No helper looks for logins again, because this program
// does that.
func caller(ctx context.Context) helperclient.Caller {
	passTimeLeft(ctx)
	return helperclient.Caller{Env: light.ChildEnviron(os.Environ()), Trusted: suite()}
}
