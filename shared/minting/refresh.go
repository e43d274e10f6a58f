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

// rounds is how often an identity is resolved at most while its files change. A
// login that the cloud's library refreshes changes its file once.
const rounds = 3

// refresh is one attempt to get a token that the cache does not have. One process
// at a time makes it; the others wait for what comes of it.
type refresh struct {
	Helper
	name  registry.Name
	found found
	cache cache
	aging *tokencache.Entry // one that can be used meanwhile
	began time.Time
}

// errBusy means that another process is making a token already, and that there is
// one to use meanwhile.
var errBusy = fault.New(fault.Timeout, "another process is already requesting a token")

// run makes a token, or waits for one, and tells where it is from.
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
	case above > 1: // once more may be for another identity, which a program chooses
		return credential.Credential{}, fault.New(fault.Config, "the program that provides the identity asks for the same registry").
			WithHint("check what credential_process, or another program of your identity, starts")
	}
	in := &inputs.Recorder{}
	f, err := r.find(ctx, in, r.name)
	r.found = f
	if !f.exchanged(err) {
		if !f.ours && f.byFile {
			r.cache.KeepForeign(ctx, in)
		}
		return f.asIs(err)
	}
	var turn *lock // not waited for where a program above this one has it
	if above == 0 {
		var done *credential.Credential
		if turn, done, err = r.acquire(ctx); done != nil || err != nil {
			return credentialOr(done), err
		}
	}
	defer turn.release()
	began := time.Now()
	c, plain, err := r.make(ctx, f, in)
	if ctx.Err() == nil && !plain { // our own deadline is no result for others
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

// make resolves the identity until its files hold still, and exchanges it. plain
// says that others find the token in the cache by themselves.
func (r *refresh) make(ctx context.Context, f found, in *inputs.Recorder) (c credential.Credential, plain bool, err error) {
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
		if r.found = f; !f.exchanged(err) {
			c, err = f.asIs(err)
			return c, false, err
		}
	}
}

// exchange makes the token. It is kept if the files that it was made from have held
// still all the time.
func (r *refresh) exchange(ctx context.Context, f found, in *inputs.Recorder, proof string, still bool) (credential.Credential, bool, error) {
	e := tokencache.Entry{}
	if f.rule.Duration(userconfig.Keep) == 0 {
		switch f.Keeping {
		case identity.ByProgram:
			e.Proof = r.cache.Digest(proof)
			if kept, state := r.cache.Find(ctx); state == tokencache.Fresh && e.Proof != "" && kept.Proof == e.Proof {
				return credentialOf(kept), false, nil
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
	c.Expires = f.lasting(minted, c.Expires)
	if !still || f.Keeping == identity.ByProgram && e.Proof == "" && f.rule.Duration(userconfig.Keep) == 0 {
		return c, false, nil
	}
	e.Username, e.Secret, e.Minted, e.Expires = c.Username, c.Secret.Reveal(), minted, c.Expires
	said := r.found.explained(c)
	e.Source, e.Traits = said.Source, tokencache.Traits{Ambient: said.Ambient, Configured: said.Configured, Program: said.Program}
	return c, r.cache.Keep(ctx, e, in, r.guarded()) && e.Proof == "", nil
}

// guarded are the files that tell that no explicit login comes first; nil where one
// may.
func (r *refresh) guarded() *inputs.Recorder {
	guards := &inputs.Recorder{}
	if r.guards == nil || !r.guards(guards, r.name) {
		return nil
	}
	return guards
}

// acquire takes the lock of the entry. If another process holds it, acquire waits up
// to about half of the run's deadline and returns what came of that process. After
// that, or on file systems without locks, it returns without the lock, and the
// caller mints by itself.
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
		patience = half + min(2*time.Second, half/4) // a holder that takes half of it is not too late
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
		} else if r.aging != nil {
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
			return nil, nil, fault.New(fault.Timeout, "waiting for another process that requests the token: %w", ctx.Err())
		case <-time.After(pause):
		}
	}
}

// result is what another process has come to meanwhile: a token in the cache, or
// what it hands over.
func (r *refresh) result(ctx context.Context, turn *lock) (*credential.Credential, error) {
	if kept, state := r.cache.Find(ctx); state == tokencache.Fresh && kept.Proof == "" && !kept.Foreign() {
		c := credentialOf(kept)
		return &c, nil
	}
	c, err := r.cache.handed(turn, r.asker(), r.began)
	if errors.Is(err, errNoResult) {
		return nil, nil
	}
	return c, err
}

// asker tells one asking process from another by all that could make a difference:
// what is handed over to a process would have been its own result.
func (r *refresh) asker() string { return r.found.rule.ID() + "\n" + r.name.Asked }
