package minting

import (
	"context"
	"errors"
	"time"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/helperclient"
	"github.com/dockercfg/dockercfg/shared/identity"
	"github.com/dockercfg/dockercfg/shared/inputs"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/tokencache"
	"github.com/dockercfg/dockercfg/shared/userconfig"
)

// rounds is how often an identity is resolved at most if its files change. When the
// cloud's library refreshes a login, it changes the file once.
const rounds = 3

// refresh is one attempt to get a token that is not in the cache. One process at a time
// requests it, and the others wait for its result.
type refresh struct {
	Helper
	name  registry.Name
	found found
	cache cache
	stale *tokencache.Entry // may be used if the refresh fails
	began time.Time
}

// errBusy means that another process is already refreshing a stale token that is still
// usable.
var errBusy = fault.New(fault.Timeout, "another process is already requesting a token")

// run requests a token, or waits for one, and adds its description.
func (r *refresh) run(ctx context.Context) (credential.Credential, error) {
	c, err := r.attempt(ctx)
	if err != nil {
		return c, err
	}
	return r.found.explained(c), nil
}

func (r *refresh) attempt(ctx context.Context) (credential.Credential, error) {
	above, err := helperclient.Enter(r.Name + " " + r.name.Registry())
	switch {
	case err != nil:
		return credential.Credential{}, err
	case above > 1: // once is allowed: a program may ask for another identity
		err := fault.New(fault.Config, "the program that provides the identity asks for the same registry")
		return credential.Credential{},
			err.WithHint("check what credential_process, or another program of your identity, starts")
	}
	in := &inputs.Recorder{}
	f, err := r.find(ctx, in, r.name)
	r.found = f
	if !f.needsExchange(err) {
		if !f.ours && f.byFile {
			r.cache.KeepForeign(ctx, in)
		}
		return f.withoutExchange(err)
	}
	var turn *lock // not taken if a program above this one is answering the same question
	if above == 0 {
		var done *credential.Credential
		if turn, done, err = r.acquire(ctx); done != nil || err != nil {
			return credentialOr(done), err
		}
	}
	defer turn.release()
	began := time.Now()
	c, plain, err := r.make(ctx, f, in)
	if ctx.Err() == nil && !plain { // do not hand over the error of our own deadline or signal
		r.cache.handOver(ctx, turn, r.asker(), began, c, err)
	}
	return c, err
}

func credentialOr(c *credential.Credential) credential.Credential {
	if c == nil {
		return credential.Credential{}
	}
	return *c
}

// make resolves the identity until its files stop changing, and exchanges it. plain
// reports that other processes find the token in the cache themselves.
func (r *refresh) make(
	ctx context.Context, f found, in *inputs.Recorder,
) (c credential.Credential, plain bool, err error) {
	for round := 1; ; round++ {
		proof := ""
		if err == nil && f.retrieve != nil {
			proof, err = f.retrieve(ctx)
		}
		still := in.Unchanged()
		if still || round == rounds || ctx.Err() != nil {
			if err != nil {
				return c, false, err
			}
			return r.exchange(ctx, f, in, proof, still)
		}
		in = inputs.After(in)
		f, err = r.find(ctx, in, r.name)
		if r.found = f; !f.needsExchange(err) {
			c, err = f.withoutExchange(err)
			return c, false, err
		}
	}
}

// exchange requests the token. It caches the token if the files that it was made from
// have not changed meanwhile.
func (r *refresh) exchange(
	ctx context.Context, f found, in *inputs.Recorder, proof string, still bool,
) (credential.Credential, bool, error) {
	e := tokencache.Entry{}
	if f.rule.Duration(userconfig.Keep) == 0 {
		switch f.Keeping {
		case identity.ByProgram:
			e.Proof = r.cache.Digest(proof)
			cached, state := r.cache.Find(ctx)
			if state == tokencache.Fresh && e.Proof != "" && cached.Proof == e.Proof {
				return credentialOf(cached), false, nil
			}
		case identity.ByMachine:
			e.Machine = tokencache.MachineID()
		case identity.Unsafe:
			still = false
		}
	}
	minted := time.Now().Truncate(time.Second)
	c, err := f.mint(ctx)
	if err != nil {
		return c, false, err
	}
	c.Kind = credential.Exchanged
	c.Expires = f.cacheUntil(minted, c.Expires)
	if !still || f.Keeping == identity.ByProgram && e.Proof == "" && f.rule.Duration(userconfig.Keep) == 0 {
		return c, false, nil
	}
	e.Username, e.Secret, e.Minted, e.Expires = c.Username, c.Secret.Reveal(), minted, c.Expires
	described := r.found.explained(c)
	e.Source = described.Source
	e.Traits = tokencache.Traits{
		Ambient: described.Ambient, Configured: described.Configured, Program: described.Program,
	}
	return c, r.cache.Keep(ctx, e, in, r.guardFiles()) && e.Proof == "", nil
}

// guardFiles returns the files that prove that no explicit login takes precedence; nil if
// one may.
func (r *refresh) guardFiles() *inputs.Recorder {
	guards := &inputs.Recorder{}
	if r.guards == nil || !r.guards(guards, r.name) {
		return nil
	}
	return guards
}

// acquire takes the lock of the entry. If another process holds it, acquire waits up to
// about half of the run's deadline and returns that process's result. After that, or on
// file systems without locks, it returns without the lock, and the caller requests a
// token itself.
func (r *refresh) acquire(ctx context.Context) (turn *lock, done *credential.Credential, err error) {
	if !r.cache.Ready(ctx) {
		return nil, nil, nil
	}
	if turn, err = openLock(r.cache.Dir.Path("lock"), r.cache.Question.File()); err != nil {
		return nil, nil, nil
	}
	patience := time.Minute
	if end, ok := ctx.Deadline(); ok {
		half := time.Until(end) / 2
		patience = half + min(2*time.Second, half/4) // the holder may need half of its own time
	}
	waited := false
	for pause := 10 * time.Millisecond; ; pause = min(pause*3/2, 100*time.Millisecond) {
		held, err := turn.try()
		if err != nil { // a file system without locks
			turn.release()
			return nil, nil, nil
		}
		if held || waited {
			if done, err = r.result(ctx, turn); done != nil || err != nil {
				turn.release()
				return nil, done, err
			}
		} else if r.stale != nil {
			turn.release()
			return nil, nil, errBusy
		}
		switch {
		case held:
			return turn, nil, nil
		case !waited:
			waited = true
			turn.wait()
		case time.Since(r.began) > patience:
			turn.release()
			return nil, nil, nil
		}
		select {
		case <-ctx.Done():
			turn.release()
			return nil, nil,
				fault.New(fault.Timeout, "waiting for another process that requests the token: %w", ctx.Err())
		case <-time.After(pause):
		}
	}
}

// result returns what another process has achieved meanwhile: a token in the cache, or a
// result that it handed over.
func (r *refresh) result(ctx context.Context, turn *lock) (*credential.Credential, error) {
	cached, state := r.cache.Find(ctx)
	if state == tokencache.Fresh && cached.Proof == "" && !cached.Foreign() {
		c := credentialOf(cached)
		return &c, nil
	}
	c, err := r.cache.handed(turn, r.asker(), r.began)
	if errors.Is(err, errNoResult) {
		return nil, nil
	}
	return c, err
}

// asker identifies the request by all that may change its result, so that a process only
// receives a result that it would have got itself.
func (r *refresh) asker() string { return r.found.rule.ID() + "\n" + r.name.Asked }
